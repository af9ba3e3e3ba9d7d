export { BatchSource, type StepBatch } from './batch-source.js'
export {
  type AdamOptions,
  CompiledStep,
  type CompiledStepOptions,
  defaultAdam,
  type StepState,
} from './compiled-step.js'
export {
  type DataEntry,
  type PhaseOptions,
  parseTrainingConfig,
  readTrainingConfig,
  type TrainingConfig,
} from './config.js'
export { learningRate, type PhasePlan, planPhases, type ScheduleOptions } from './schedule.js'
export { l1Loss, type TraceStepOptions, traceStep } from './trace-step.js'
export { type TrainOptions, type TrainResult, train } from './train.js'
export { useCpuBackend } from './use-cpu-backend.js'
