export { checkInside } from './check-inside.js'
export { type CheckOutputFileOptions, checkOutputFile } from './check-output-file.js'
export { checkOutputFolder } from './check-output-folder.js'
export { checkWritable } from './check-writable.js'
export {
  addEngineOptions,
  addModelOptions,
  addTilingOptions,
  type EngineOptions,
  type ModelOptions,
  type TilingOptions,
} from './engine-options.js'
export {
  type ExpandedInputs,
  type ExpandInputsOptions,
  expandInputs,
  type InputFile,
} from './expand-inputs.js'
export { type FailedFile, PartialFailure } from './failed-file.js'
export { interruptible } from './interruptible.js'
export { modelLocation } from './model-location.js'
export { openPromptEncoder } from './open-prompt-encoder.js'
export {
  parseCount,
  parseJson,
  parseList,
  parseMemory,
  parseQuality,
  parseSeed,
  parseSigma,
  parseThreads,
} from './parse-options.js'
export { isFolder, type Job, type OutputPlan, type PlanOutputsOptions, planOutputs } from './plan-outputs.js'
export { peakRssBytes, printJson } from './print-json.js'
export { type ExitCode, isAbort, printError, runCommand, runProgram, startScript } from './run-command.js'
