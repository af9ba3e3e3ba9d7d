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
export { type DetectorDescription, modelFiles } from './detector-model.js'
export { type CropGrid, readCrops } from './read-crops.js'
