import type { Float32Tensor, Random } from '@dfpir/core'
import type { DegradationKind, Values } from './kind.js'
import { onLight } from './linear-light.js'

/** `shot`: the variance per unit of light; `read`: a standard deviation. Both of samples 0 … 1. */
export type SensorNoiseValues = Values<'shot' | 'read'>

/**
 * The noise of an image sensor, Poisson-Gaussian: photons arrive at random, and reading them out adds noise of its own.
 *
 *     y = x + √(a·x + b)·n,  a = shot, b = read²,  n ~ N(0, 1) per sample
 *
 * This is the heteroscedastic normal approximation of Foi, Trimeche, Katkovnik and Egiazarian, Practical
 * Poissonian-Gaussian noise modeling and fitting for single-image raw-data (IEEE TIP 2008). The model is one of light.
 * Results are not clipped.
 *
 * @param image light, 0 … 1, in any shape.
 * @param random one normal number is drawn per sample, in order.
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

/** {@link addSensorNoise} on the light of a picture, from hardly visible to that of a phone at night. */
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
      about: 'standard deviation of the noise in the dark, white being 1',
      unit: '',
      valid: [0, 1],
      drawn: [0.001, 0.01],
      evenly: 'by ratio',
    },
  },
  degrade: onLight(addSensorNoise),
}
