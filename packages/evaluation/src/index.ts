export type { BlindMeans, BlindScores } from './blind-scores.js'
export {
  type BlindRestoration,
  type EvaluateSetOptions,
  type EvaluationResult,
  evaluateSet,
  type FailedImage,
  type ImageScores,
  type Restoring,
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
export { formatTable } from './format-table.js'
