import { DataError, type Float32Tensor, type Random } from '@dfpir/core'
import { imageSize } from '@dfpir/images'
import { onPictures } from './degradation.js'
import { plausibleDepth } from './depth.js'
import type { DegradationKind, Values } from './kind.js'

export type HazeValues = Values<'beta' | 'airlight' | 'warmth' | 'nearest'>

/**
 * Haze by the atmospheric scattering model (Koschmieder 1924; Narasimhan and Nayar, Vision and the Atmosphere, IJCV
 * 2002): light from the scene fades with distance, light from the air takes its place.
 *
 *     y_c = t·x_c + A_c·(1 − t),  t = exp(−beta·d),  A = airlight·(1 + warmth, 1, 1 − warmth)
 *
 * As in the data sets that networks are compared on (Li et al., RESIDE, IEEE TIP 2019) it is applied to sRGB values.
 *
 * @param image sRGB values 0 … 1, [H, W, 3].
 * @param depth [H, W], from 0 up.
 * @throws DataError for other shapes.
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

/** {@link addHaze} with a {@link plausibleDepth}, which is scaled to begin at `nearest` and to end at 1. */
export function addPlausibleHaze(image: Float32Tensor, values: HazeValues, random: Random): Float32Tensor {
  const { nearest } = values
  const depth = plausibleDepth(image, random).data.map(value => nearest + (1 - nearest) * value)
  return addHaze(image, depth, values)
}

/** {@link addPlausibleHaze} as one of the tasks, with a beta and an airlight like those of RESIDE's indoor set. */
export const hazeKind: DegradationKind<'beta' | 'airlight' | 'warmth' | 'nearest'> = {
  name: 'dehaze',
  effect: 'haze',
  parameters: {
    beta: { about: 'scattering coefficient, per depth of the scene', unit: '', valid: [0, 20], drawn: [0.5, 1.7] },
    airlight: { about: 'brightness of the air, white being 1', unit: '', valid: [0, 1], drawn: [0.7, 1] },
    warmth: {
      about: "share by which the air's red is raised and blue lowered",
      unit: '',
      valid: [-0.5, 0.5],
      drawn: [-0.05, 0.05],
    },
    nearest: { about: 'depth of what is nearest, the farthest being 1', unit: '', valid: [0, 1], drawn: [0, 0.3] },
  },
  degrade: onPictures(addPlausibleHaze),
}
