import type { Float32Tensor, Random } from '@dfpir/core'
import type { RgbPicture } from '@dfpir/images'
import type { Degradation } from './degradation.js'
import { checkSigma } from './gaussian-noise.js'
import { type DegradationKind, drawValues, type Values } from './kind.js'
import { encodedOf, lightOf, onLight } from './linear-light.js'

/** `shot`: the variance per unit of light; `read`: a standard deviation. Both of samples 0 … 1. */
export type SensorNoiseValues = Values<'shot' | 'read'>

/**
 * Adds the Poisson-Gaussian noise of an image sensor: photons arrive at random, and the readout adds more noise.
 *
 *     y = x + √(a·x + b)·n,  a = shot, b = read²,  n ~ N(0, 1) per sample
 *
 * This is the heteroscedastic normal approximation of Foi, Trimeche, Katkovnik and Egiazarian, Practical
 * Poissonian-Gaussian noise modeling and fitting for single-image raw-data (IEEE TIP 2008). It models linear light.
 * Results are not clipped.
 *
 * @param image light, 0 … 1, in any shape.
 * @param random draws one normal number per sample, in order
 */
export function addSensorNoise(
  { shape, data }: Float32Tensor,
  { shot, read }: SensorNoiseValues,
  random: Random,
): Float32Tensor {
  const noisy = new Float32Array(data.length)
  const floor = read * read
  for (let i = 0; i < data.length; i++) {
    noisy[i] = data[i] + Math.sqrt(shot * Math.max(data[i], 0) + floor) * random.normal()
  }
  return { shape, data: noisy }
}

/** {@link addSensorNoise} on the light of a picture, from barely visible to that of a phone at night. */
export const sensorNoiseKind: DegradationKind<'shot' | 'read'> = {
  name: 'poisson',
  effect: 'sensor noise',
  parameters: {
    shot: {
      about: 'variance of the noise per unit of light',
      unit: '',
      valid: [0, 1],
      drawn: [0.001, 0.03],
      evenly: 'by ratio',
    },
    read: {
      about: 'standard deviation of the noise in the dark, relative to white',
      unit: '',
      valid: [0, 1],
      drawn: [0.001, 0.01],
      evenly: 'by ratio',
    },
  },
  degrade: onLight(addSensorNoise),
}

/**
 * Sensor noise about as strong as Gaussian noise of a level, and named the same way: `denoise-25` for σ 25. Shot and
 * read noise are drawn and scaled so that their expected variance over the picture's samples is that of σ times 0.7 to
 * 1.1 (the tone curve makes strong noise up to a third stronger).
 *
 * @throws UsageError when `sigma` is negative or not finite.
 */
export function sensorNoise(sigma: number): Degradation {
  checkSigma(sigma)
  return {
    name: `denoise-${sigma}`,
    apply: (picture, random) => {
      const { shot, read } = drawValues(sensorNoiseKind, random)
      const wanted = (sigma / 255) * random.uniform(0.7, 1.1)
      const scale = wanted / Math.sqrt(expectedVariance(picture, { shot, read }))
      return sensorNoiseKind.degrade(picture, { shot: shot * scale ** 2, read: read * scale }, random)
    },
  }
}

/** The mean variance of the noise in a picture's samples 0 … 1, with the tone curve linearised. */
function expectedVariance({ data }: RgbPicture, { shot, read }: SensorNoiseValues): number {
  let sum = 0
  for (const level of data) sum += (shot * lights[level] + read ** 2) * slopes[level] ** 2
  return sum / data.length
}

const lights = Float64Array.from({ length: 256 }, (_, level) => lightOf(level / 255))

/** The slope of the tone curve at each level. */
const slopes = lights.map(light => (encodedOf(light + 1e-6) - encodedOf(light - 1e-6)) / 2e-6)
