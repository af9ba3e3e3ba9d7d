export { type Degradation, type RgbPicture, rgbPicture } from './degradation.js'
export { addGaussianNoise, gaussianNoise } from './gaussian-noise.js'
