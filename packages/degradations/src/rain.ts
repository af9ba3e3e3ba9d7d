import type { Float32Tensor, Random } from '@dfpir/core'
import { imageSize } from '@dfpir/images'
import { onPictures } from './degradation.js'
import type { DegradationKind, Values } from './kind.js'
import { drawStreak } from './streak.js'

export type RainValues = Values<'density' | 'length' | 'width' | 'angle' | 'brightness' | 'layers'>

/** The distance between consecutive layers of rain, relative to the first layer's. */
const spacing = 0.7

/** The spread of the streaks' directions, in degrees. */
export const directionSpread = 1.5

/**
 * Adds rain: drops that fall while the shutter is open leave bright, translucent streaks.
 *
 *     y = 1 − (1 − m)·(1 − x)
 *
 * with a mask m of streaks, 0 … 1, that is equal in all three colours ({@link rainMask}). A streak adds less to a
 * brighter background, as Garg and Nayar found (Vision and Rain, IJCV 2007: the added light falls linearly with the
 * background); several layers of streaks are the model of Yang et al., Deep Joint Rain Detection and Removal from a
 * Single Image (CVPR 2017), whose data sets Rain100L and Rain100H show such rain lines. For mist, use {@link addHaze}.
 *
 * @param image sRGB values 0 … 1, [H, W, 3].
 * @throws DataError for another shape
 */
export function addRain(image: Float32Tensor, values: RainValues, random: Random): Float32Tensor {
  const { width, height } = imageSize(image)
  const mask = rainMask(width, height, values, random)
  const data = image.data.map((value, index) => 1 - (1 - mask[Math.floor(index / 3)]) * (1 - value))
  return { shape: image.shape, data }
}

/**
 * Draws the streaks of rain, layer by layer. A layer z times as far as the first has z times as many streaks, and their
 * length, width and brightness are z times smaller. Within a layer, streaks vary in length, width and brightness, and
 * by a degree or two in direction.
 *
 * @returns the share of each pixel's background that white replaces, 0 … 1, [height, width]
 */
export function rainMask(width: number, height: number, values: RainValues, random: Random): Float32Array {
  const mask = new Float32Array(width * height)
  const distances = Array.from({ length: values.layers }, (_, layer) => 1 + spacing * layer)
  const total = distances.reduce((sum, distance) => sum + distance, 0)
  for (const distance of distances) {
    const margin = values.length // streaks centred outside reach into the picture, too
    const area = (width + 2 * margin) * (height + 2 * margin)
    const expected = (values.density * area * distance) / total / 1000
    for (let count = Math.floor(expected + random.uniform()); count > 0; count--) {
      drawStreak(mask, width, {
        x: random.uniform(-margin, width + margin),
        y: random.uniform(-margin, height + margin),
        length: (values.length * random.uniform(0.6, 1.4)) / distance,
        width: (values.width * random.uniform(0.7, 1.3)) / distance,
        angle: values.angle + random.normal(0, directionSpread),
        brightness: (values.brightness * random.uniform(0.4, 1)) / distance,
      })
    }
  }
  return mask
}

/** {@link addRain} as the damage of a task. */
export const rainKind: DegradationKind<'density' | 'length' | 'width' | 'angle' | 'brightness' | 'layers'> = {
  name: 'derain',
  effect: 'rain',
  parameters: {
    density: { about: 'streaks per thousand pixels', unit: '', valid: [0, 100], drawn: [2, 6], evenly: 'by ratio' },
    length: {
      about: 'mean length of near streaks',
      unit: 'pixels',
      valid: [1, 300],
      drawn: [20, 48],
      evenly: 'by ratio',
    },
    width: { about: 'mean width of near streaks', unit: 'pixels', valid: [0.5, 30], drawn: [1, 2.2] },
    angle: {
      about: 'slant of the rain, positive if it falls from the right',
      unit: 'degrees',
      valid: [-60, 60],
      drawn: [-35, 35],
    },
    brightness: { about: 'brightness of near streaks, relative to white', unit: '', valid: [0, 1], drawn: [0.4, 0.75] },
    layers: { about: 'layers of rain, one behind the other', unit: '', valid: [1, 8], drawn: [1, 3], evenly: 'whole' },
  },
  degrade: onPictures(addRain),
}
