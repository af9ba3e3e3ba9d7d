export { createEvaluateCommand } from './evaluate-command.js'
export {
  type EvaluateSetOptions,
  type EvaluationResult,
  evaluateSet,
  type FailedImage,
  type ImageScores,
} from './evaluate-set.js'
export {
  type EvaluationCase,
  type EvaluationSet,
  type EvaluationSetOptions,
  type NoiseSetOptions,
  noiseSet,
  type PairSetOptions,
  pairSet,
} from './evaluation-set.js'
