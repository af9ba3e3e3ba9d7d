export { blindTable, gainTable, type MeasuredSet } from './card-tables.js'
export { classicalMethods, type Method } from './classical-methods.js'
export { dehazeByDarkChannel } from './dark-channel.js'
export { type ClassicalScores, measureClassical } from './measure-classical.js'
