export { type BlindChoice, chooseBlind, found, percent } from './choose-blind.js'
export {
  type Condition,
  conditions,
  type Damage,
  type Detection,
  type DetectorOutputs,
  damages,
  repairOrder,
  type Thresholds,
  toDetection,
} from './detection.js'
export { type DetectOptions, Detector, type DetectorOptions } from './detector.js'
export type { DetectorDescription } from './detector-model.js'
export { modelFiles } from './model-files.js'
export { type DetectorViews, pictureStatistics } from './picture-statistics.js'
export { readViews, type ViewGrid } from './read-views.js'
