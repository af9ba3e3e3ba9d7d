export { createDetectCommand, type DetectCommandOptions } from './detect-command.js'
export { type DetectedFile, type DetectFilesOptions, type DetectFilesResult, detectFiles } from './detect-files.js'
