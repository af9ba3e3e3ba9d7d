import { DataError, type Float32Tensor, type Random } from '@dfpir/core'
import { imageSize } from '@dfpir/images'
import { onPictures } from './degradation.js'
import { plausibleDepth } from './depth.js'
import type { DegradationKind, Values } from './kind.js'

export type HazeValues = Values<'beta' | 'airlight' | 'warmth' | 'nearest'>

/**
 * Adds haze by the atmospheric scattering model (Koschmieder 1924; Narasimhan and Nayar, Vision and the Atmosphere,
 * IJCV 2002): with distance, light from the scene fades and light from the air replaces it.
 *
 *     y_c = t·x_c + A_c·(1 − t),  t = exp(−beta·d),  A = airlight·(1 + warmth, 1, 1 − warmth)
 *
 * It is applied to sRGB values, as in the usual benchmarks (Li et al., RESIDE, IEEE TIP 2019).
 *
 * @param image sRGB values 0 … 1, [H, W, 3].
 * @param depth at least 0, [H, W]
 * @throws DataError for other shapes
 */
export function addHaze(
  image: Float32Tensor,
  depth: Float32Array,
  { beta, airlight, warmth }: Omit<HazeValues, 'nearest'>,
): Float32Tensor {
  const { width, height } = imageSize(image)
  if (depth.length !== width * height) {
    throw new DataError(`an image of ${width}×${height} needs ${width * height} depths, got ${depth.length}`)
  }
  const air = [airlight * (1 + warmth), airlight, airlight * (1 - warmth)].map(value => Math.min(value, 1))
  const data = new Float32Array(image.data.length)
  for (let pixel = 0, i = 0; pixel < depth.length; pixel++) {
    const share = Math.exp(-beta * depth[pixel])
    for (let colour = 0; colour < 3; colour++, i++) data[i] = share * image.data[i] + (1 - share) * air[colour]
  }
  return { shape: image.shape, data }
}

/** {@link addHaze} with a {@link plausibleDepth}, scaled to the range from `nearest` to 1. */
export function addPlausibleHaze(image: Float32Tensor, values: HazeValues, random: Random): Float32Tensor {
  const { nearest } = values
  const depth = plausibleDepth(image, random).data.map(value => nearest + (1 - nearest) * value)
  return addHaze(image, depth, values)
}

/** {@link addPlausibleHaze} as the damage of a task, with beta and airlight like those of RESIDE's indoor set. */
export const hazeKind: DegradationKind<'beta' | 'airlight' | 'warmth' | 'nearest'> = {
  name: 'dehaze',
  effect: 'haze',
  parameters: {
    beta: {
      about: 'scattering coefficient, relative to the depth of the scene',
      unit: '',
      valid: [0, 20],
      drawn: [0.5, 1.7],
    },
    airlight: { about: 'brightness of the air, relative to white', unit: '', valid: [0, 1], drawn: [0.7, 1] },
    warmth: {
      about: "share by which the air's red is raised and its blue lowered",
      unit: '',
      valid: [-0.5, 0.5],
      drawn: [-0.05, 0.05],
    },
    nearest: { about: 'nearest depth, relative to the farthest', unit: '', valid: [0, 1], drawn: [0, 0.3] },
  },
  degrade: onPictures(addPlausibleHaze),
}
