export { maxDifference, relativeError } from './closeness.js'
export { goldenPath } from './golden.js'
