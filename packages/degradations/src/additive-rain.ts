import type { Float32Tensor, Random } from '@dfpir/core'
import { imageSize } from '@dfpir/images'
import { type Degradation, onPictures } from './degradation.js'
import { type DegradationKind, drawValues, type Values } from './kind.js'
import { directionSpread, rainKind } from './rain.js'
import { drawStreak } from './streak.js'

type Name = 'cover' | 'length' | 'width' | 'angle' | 'brightness' | 'layers' | 'texture' | 'veil'

export type AdditiveRainValues = Values<Name>

/** The distance between consecutive layers of rain, relative to the first layer's. */
const spacing = 0.5

/** Brightness of the mist behind rain. */
const mist = 0.8

/**
 * Adds rain to a picture as Rain100L does (Yang et al., Deep joint rain detection and removal from a single image, CVPR
 * 2017), behind a light, even veil:
 *
 *     y = clip(x + v·(0.8 − x) + m, 0, 1)
 *
 * on sRGB values, with streaks m that are equal in all three colours ({@link additiveRainMask}).
 *
 * @param image sRGB values 0 … 1, [H, W, 3].
 * @throws DataError for another shape
 */
export function addAdditiveRain(image: Float32Tensor, values: AdditiveRainValues, random: Random): Float32Tensor {
  const { width, height } = imageSize(image)
  const mask = additiveRainMask(width, height, values, random)
  const { veil } = values
  const data = image.data.map((x, i) => Math.min(x + veil * (mist - x) + mask[Math.floor(i / 3)], 1))
  return { shape: image.shape, data }
}

/**
 * Streaks as Garg and Nayar render them (Photorealistic rendering of rain streaks, SIGGRAPH 2006): most are faint and
 * few are bright, with bright and dark parts along their length from oscillating drops. Streaks of a layer z times as
 * far as the first are z times shorter, thinner and fainter.
 *
 * @returns the light that streaks add, 0 … 1, [height, width].
 */
export function additiveRainMask(
  width: number,
  height: number,
  values: AdditiveRainValues,
  random: Random,
): Float32Array {
  const mask = new Float32Array(width * height)
  const margin = values.length // streaks centred outside reach into the picture, too
  const area = (width + 2 * margin) * (height + 2 * margin)
  for (let layer = 0; layer < values.layers; layer++) {
    const distance = 1 + spacing * layer
    const streaks = (values.cover * area * distance ** 2) / (values.length * values.width * values.layers)
    for (let count = Math.floor(streaks + random.uniform()); count > 0; count--) {
      drawStreak(mask, width, {
        x: random.uniform(-margin, width + margin),
        y: random.uniform(-margin, height + margin),
        length: (values.length * random.uniform(0.5, 1.5)) / distance,
        width: (values.width * random.uniform(0.6, 1.4)) / distance,
        angle: values.angle + random.normal(0, directionSpread),
        brightness: Math.min((values.brightness * exponential(random)) / distance, 1),
        texture: {
          depth: values.texture * random.uniform(),
          periods: random.uniform(0.5, 4),
          phase: random.uniform(0, 2 * Math.PI),
        },
      })
    }
  }
  return mask
}

/** A number from the exponential distribution of mean 1, at most 4. */
function exponential(random: Random): number {
  return Math.min(-Math.log(1 - random.uniform()), 4)
}

const { parameters: rain } = rainKind

/** {@link addAdditiveRain} with ranges that cover Rain100L and, beyond it, heavy rain. */
export const additiveRainKind: DegradationKind<Name> = {
  name: 'derain',
  effect: 'additive rain',
  parameters: {
    cover: {
      about: 'area of all streaks relative to the picture',
      unit: '',
      valid: [0, 4],
      drawn: [0.1, 0.8],
      evenly: 'by ratio',
    },
    length: { ...rain.length, drawn: [12, 90] },
    width: { ...rain.width, drawn: [1.4, 3.2] },
    angle: rain.angle,
    brightness: {
      about: 'mean brightness of near streaks, relative to white',
      unit: '',
      valid: [0, 1],
      drawn: [0.06, 0.4],
      evenly: 'by ratio',
    },
    layers: rain.layers,
    texture: {
      about: 'share of brightness lost in the darkest parts of streaks',
      unit: '',
      valid: [0, 1],
      drawn: [0.1, 0.9],
    },
    veil: { about: 'share of mist in the light of the picture', unit: '', valid: [0, 1], drawn: [0, 0.15] },
  },
  degrade: onPictures(addAdditiveRain),
}

/** {@link additiveRainKind} with values drawn for each picture, three in four without a veil. */
export const additiveRain: Degradation = {
  name: 'derain',
  apply(picture, random) {
    const given = random.uniform() < 0.75 ? { veil: 0 } : {}
    return additiveRainKind.degrade(picture, drawValues(additiveRainKind, random, given), random)
  },
}
