export { cacheDirectory } from './cache-directory.js'
export { formatDuration, Progress, type ProgressOptions, type ProgressStream } from './progress.js'
export { readFailure } from './read-failure.js'
export { writeFileAtomic } from './write-file.js'
