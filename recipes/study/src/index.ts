export { readStudy, type Study, type StudyVariant } from './read-study.js'
export { studySweep } from './study-sweep.js'
export { writeStudy } from './write-study.js'
