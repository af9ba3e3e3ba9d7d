export {
  type AdditiveRainValues,
  addAdditiveRain,
  additiveRain,
  additiveRainKind,
  additiveRainMask,
} from './additive-rain.js'
export {
  type DarknessStatistics,
  darknessStatistics,
  exposureOf,
  type NoiseStatistics,
  noiseStatistics,
} from './damage-statistics.js'
export { darkScene, noiselessDarkScene } from './dark-scene.js'
export { defocus, defocusKernel, defocusKind } from './defocus.js'
export type { Degradation } from './degradation.js'
export { compose } from './degradation.js'
export { type DegradedCopy, type DegradedCopyOptions, degradedCopy } from './degraded-copy.js'
export { plausibleDepth } from './depth.js'
export { addGaussianNoise, denoiseKind, gaussianNoise, gaussianNoiseBetween } from './gaussian-noise.js'
export { addHaze, addPlausibleHaze, type HazeValues, hazeKind } from './haze.js'
export { type HazeStatistics, hazeStatistics } from './haze-statistics.js'
export { compressJpeg, jpegKind } from './jpeg.js'
export { type BlurKernel, blur, blurKernel } from './kernel.js'
export {
  checkValues,
  type DegradationKind,
  degradationOf,
  drawValues,
  type Parameter,
  type Values,
} from './kind.js'
export { kindNamed, kinds } from './kinds.js'
export { fromLight, toLight } from './linear-light.js'
export { darken, type LowLightValues, lowLightKind } from './low-light.js'
export { madeDepth } from './made-depth.js'
export { blurByMotion, type MotionValues, motionBlurKind, motionKernel } from './motion-blur.js'
export { movingScene } from './moving-scene.js'
export { type NoiseLook, noiseField } from './noise-field.js'
export { lightNoise, practicalNoise } from './practical-noise.js'
export { addRain, type RainValues, rainKind, rainMask } from './rain.js'
export { addRenderedRain, drawPlacements, placeStreaks, type StreakPlacement } from './rendered-rain.js'
export { addSensorNoise, type SensorNoiseValues, sensorNoise, sensorNoiseKind } from './sensor-noise.js'
export { type StreakStatistics, streakStatistics } from './streak-statistics.js'
export { taskDegradation } from './task-degradation.js'
export { trainingDegradation } from './training-degradation.js'
export { drawHaze, sceneHaze } from './training-haze.js'
