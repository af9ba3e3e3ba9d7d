export { DataError, DfpirError, EnvironmentError, type ErrorDetails, UsageError } from './errors.js'
export { nearest } from './nearest.js'
export { Random, type RandomState } from './random.js'
export { type Float32Tensor, type Picture, type Task, tasks } from './types.js'
