import type { Random, Task } from '@dfpir/core'
import {
  addHaze,
  addRenderedRain,
  degradationOf,
  drawHaze,
  gaussianNoise,
  practicalNoise,
  sensorNoiseKind,
  taskDegradation,
  trainingDegradation,
} from '@dfpir/degradations'
import { fromFloat, type RgbPicture, toFloat } from '@dfpir/images'
import type { BasePicture } from './draw-base.js'
import type { PictureFiles } from './picture-files.js'

/** The order in which a picture is damaged on its way from the scene to the file. */
export const order: readonly Task[] = ['deblur', 'dehaze', 'derain', 'lowlight', 'denoise']

export interface Damaged {
  readonly picture: RgbPicture
  /** Other damage that may be present. */
  readonly also?: readonly Task[]
}

/** Applies realistic damage of the kind that a task repairs. */
export function drawDamage(task: Task, base: BasePicture, files: PictureFiles, random: Random): Promise<Damaged> {
  return draw[task](base, files, random)
}

const draw: Readonly<Record<Task, (base: BasePicture, files: PictureFiles, random: Random) => Promise<Damaged>>> = {
  deblur: async ({ picture }, _, random) => ({ picture: trainingDegradation('deblur').apply(picture, random) }),
  dehaze: async (base, _, random) => ({ picture: hazy(base, random) }),
  derain: rainy,
  lowlight: async ({ picture }, _, random) => ({
    picture: trainingDegradation('lowlight').apply(picture, random),
    also: ['denoise'],
  }),
  denoise: async ({ picture }, _, random) => ({ picture: noisy(picture, random) }),
}

function hazy({ picture, depth }: BasePicture, random: Random): RgbPicture {
  if (depth === undefined) return taskDegradation('dehaze').apply(picture, random)
  return fromFloat(addHaze(toFloat(picture), depth, drawHaze(random)))
}

/** Adds rendered streaks, with a veil for heavy rain. Without rendered layers, computes the streaks. */
async function rainy({ picture }: BasePicture, files: PictureFiles, random: Random): Promise<Damaged> {
  const { streaks } = files.paths
  if (streaks.length === 0 || random.uniform() < 0.15) {
    return { picture: taskDegradation('derain').apply(picture, random) }
  }
  const count = random.pick([1, 1, 1, 2, 2, 3, 4])
  const layers = await Promise.all(Array.from({ length: count }, () => files.grey(random.pick(streaks))))
  if (random.uniform() >= 0.35) return { picture: addRenderedRain(picture, layers, random) }
  return { picture: addRenderedRain(veiled(picture, random), layers, random), also: ['dehaze'] }
}

/** Adds the veil of distant drops: y = t·x + (1 − t)·air. */
function veiled(picture: RgbPicture, random: Random): RgbPicture {
  const share = random.uniform(0.5, 0.95)
  const air = 255 * random.uniform(0.5, 0.9)
  return { ...picture, data: picture.data.map(value => share * value + (1 - share) * air) }
}

/** Adds white noise at a standard or a random level, sensor noise, or noise as in practice. */
function noisy(picture: RgbPicture, random: Random): RgbPicture {
  const kind = random.uniform()
  if (kind < 0.45) return practicalNoise.apply(picture, random)
  if (kind < 0.55) return degradationOf(sensorNoiseKind).apply(picture, random)
  const sigma = random.uniform() < 0.4 ? random.pick([15, 25, 50]) : 3 * 20 ** random.uniform()
  return gaussianNoise(sigma).apply(picture, random)
}
