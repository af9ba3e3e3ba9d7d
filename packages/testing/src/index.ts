export { maxDifference, relativeError } from './closeness.js'
export { goldenPath } from './golden.js'
export * as pickling from './pickle-bytes.js'
export { torchFiles, torchZip, type ZipFile, type ZipOptions, zipBytes } from './zip-bytes.js'
