export { BatchMaker, type BatchMakerOptions, type BatchSize } from './batch-maker.js'
export { CompiledForward, type CompiledForwardOptions } from './compiled-forward.js'
export { CompiledStep, type CompiledStepOptions, type Feeds } from './compiled-step.js'
export { parseTrainingConfig, readTrainingConfig, type TrainingConfig } from './config.js'
export { type PromptOptions, trainingSchema, type ValidationOptions } from './config-schema.js'
export { EagerStep, type EagerStepOptions } from './eager-step.js'
export type { Environment } from './environment.js'
export { type Loss, type LossChoice, type LossTerm, l1Loss, makeLoss } from './losses.js'
export {
  type LogEntry,
  readTrainingLog,
  type StepEntry,
  type TrainingLogContent,
  type ValidationEntry,
} from './read-training-log.js'
export { readYaml } from './read-yaml.js'
export { type RunRecord, readRunRecord } from './run-record.js'
export {
  learningRate,
  type PhaseOptions,
  type PhasePlan,
  planPhases,
  type Schedule,
  type ScheduleOptions,
  type SchedulePhase,
} from './schedule.js'
export { averageDecay, type StepResult, type StepState } from './step-state.js'
export { type TraceStepOptions, traceStep } from './trace-step.js'
export { train } from './train.js'
export type { TrainOptions, TrainResult } from './train-options.js'
export { presetNames } from './training-presets.js'
export { type TrainingPrompts, type TrainingPromptsOptions, trainingPrompts } from './training-prompts.js'
export { TrainingSession, type TrainingSessionOptions } from './training-session.js'
export { averagedWeights, type StepBatch, type TrainingStep, type UpdateOptions } from './training-step.js'
export { useCpuBackend } from './use-cpu-backend.js'
export { type TaskScore, type ValidationResult, ValidationSet } from './validation.js'
