export { type BlindChoice, chooseBlind, found } from './choose-blind.js'
export {
  type Calibration,
  type Condition,
  conditions,
  type Detection,
  type DetectorOutputs,
  toDetection,
} from './detection.js'
export { type DetectOptions, Detector, type DetectorOptions } from './detector.js'
export type { DetectorDescription } from './detector-model.js'
export { modelFiles } from './model-files.js'
export { percent } from './percent.js'
export { type CropGrid, readCrops } from './read-crops.js'
