export { checkInside } from './check-inside.js'
export { checkWritable } from './check-writable.js'
export { type BlindChoice, chooseBlind } from './choose-blind.js'
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
  type FailedFile,
  type InputFile,
} from './expand-inputs.js'
export { createForwardCommand } from './forward-command.js'
export { interruptible } from './interruptible.js'
export { modelLocation } from './model-location.js'
export { openPromptEncoder } from './open-prompt-encoder.js'
export {
  parseCount,
  parseJson,
  parseMemory,
  parseSeed,
  parseSigma,
  parseThreads,
} from './parse-options.js'
export { PartialFailure } from './partial-failure.js'
export { type Job, type OutputPlan, type PlanOutputsOptions, planOutputs } from './plan-outputs.js'
export { peakRssBytes, printJson } from './print-json.js'
export { createRestoreCommand } from './restore-command.js'
export type { RestoredFile, RestoreFilesOptions, RestoreFilesResult } from './restore-files.js'
export { type ExitCode, isAbort, printError, runCommand } from './run-command.js'
export { runProgram } from './run-program.js'
