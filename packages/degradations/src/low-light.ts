import type { Float32Tensor, Random } from '@dfpir/core'
import { imageSize } from '@dfpir/images'
import { onPictures } from './degradation.js'
import type { DegradationKind, Values } from './kind.js'
import { addSensorNoise } from './sensor-noise.js'

export type LowLightValues = Values<'gamma' | 'gain' | 'warmth' | 'shot' | 'read'>

/**
 * Simulates a photograph taken with too little light, like those of the LOL data set (Wei et al., Deep Retinex, BMVC
 * 2018):
 *
 *     y_c = z_c + √(shot·z_c + read²)·n,  z_c = gain · k_c · x_c^γ,  k = (1 + warmth, 1, 1 − warmth),  n ~ N(0, 1)
 *
 * Gamma and gain darken as in Lv, Li and Lu, Attention Guided Low-Light Image Enhancement (IJCV 2021); the noise is
 * that of {@link addSensorNoise}, here relative to the dark picture's own values. Results are not clipped.
 *
 * @param image sRGB values 0 … 1, [H, W, 3].
 * @throws DataError for another shape
 */
export function darken(image: Float32Tensor, values: LowLightValues, random: Random): Float32Tensor {
  imageSize(image)
  const { gamma, gain, warmth } = values
  const gains = [gain * (1 + warmth), gain, gain * (1 - warmth)]
  const data = new Float32Array(image.data.length)
  for (const [colour, factor] of gains.entries()) {
    for (let i = colour; i < data.length; i += 3) data[i] = factor * Math.max(image.data[i], 0) ** gamma
  }
  return addSensorNoise({ shape: image.shape, data }, values, random)
}

/** {@link darken} as the damage of a task. */
export const lowLightKind: DegradationKind<'gamma' | 'gain' | 'warmth' | 'shot' | 'read'> = {
  name: 'lowlight',
  effect: 'low light',
  parameters: {
    gamma: {
      about: 'exponent of the values, above 1 for darker midtones',
      unit: '',
      valid: [0.2, 8],
      drawn: [1, 2.4],
    },
    gain: { about: 'factor of the values', unit: '', valid: [0, 1], drawn: [0.2, 0.7], evenly: 'by ratio' },
    warmth: { about: 'share by which red is raised and blue lowered', unit: '', valid: [-1, 1], drawn: [-0.1, 0.1] },
    shot: {
      about: 'variance of the noise per unit of the dark value',
      unit: '',
      valid: [0, 1],
      drawn: [0.0001, 0.002],
      evenly: 'by ratio',
    },
    read: {
      about: 'standard deviation of the noise in black, relative to white',
      unit: '',
      valid: [0, 1],
      drawn: [0.001, 0.01],
      evenly: 'by ratio',
    },
  },
  degrade: onPictures(darken),
}
