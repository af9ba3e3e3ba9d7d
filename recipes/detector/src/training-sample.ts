import { Random } from '@dfpir/core'
import { PictureCache } from '@dfpir/datasets'
import { conditions } from '@dfpir/detector'
import { drawCrops, drawSample } from './sample.js'
import { grid, settings } from './settings.js'

/** What a step learns from a picture. */
export interface TrainingSample {
  readonly crops: Uint8Array // [settings.crops², size, size, 3]
  /** Place of the right one among the conditions. */
  readonly condition: number
  readonly sigma: number | undefined
}

const photographs = new PictureCache()

/** The sample of that number: the same for the same photographs and seed, whatever was made before. */
export async function makeSample(paths: readonly string[], number: number): Promise<TrainingSample> {
  const random = Random.derive(settings.seed, 'sample', number)
  const { picture, condition, sigma } = await drawSample(await photographs.get(random.pick(paths)), random)
  const crops = drawCrops(picture, settings.crops, grid.size, random)
  return { crops, condition: conditions.indexOf(condition), sigma }
}
