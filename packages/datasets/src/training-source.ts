import type { Random } from '@dfpir/core'
import { gaussianNoise, type RgbPicture } from '@dfpir/degradations'
import type { CleanFolder } from './clean-folder.js'
import type { PairFolder } from './pair-folder.js'
import { cutPatch, drawPlace, requireRoom, samplePatch } from './sample-patch.js'

/** A degraded patch, what it should become, and the name of the prompt that says what happened to it. */
export interface TrainingSample {
  readonly input: RgbPicture
  readonly target: RgbPicture
  readonly prompt: string
}

/** Something that training patches can be drawn from. */
export interface TrainingSource {
  /** How many pictures there are; an epoch visits each `repeat` times. */
  readonly length: number
  /** How often an epoch visits each picture. */
  readonly repeat: number
  /**
   * A patch of `size` × `size` pixels of one picture. All that is random about it comes from `random`.
   *
   * @throws DataError when the picture cannot be read or is smaller than the patch.
   */
  sample(index: number, size: number, random: Random): Promise<TrainingSample>
}

/** Clean photographs to which Gaussian noise is added, of a level drawn anew for each patch: prompts `denoise-<sigma>`. */
export function noiseSource(photos: CleanFolder, sigmas: readonly number[], repeat = 1): TrainingSource {
  const noises = sigmas.map(gaussianNoise)
  return {
    length: photos.names.length,
    repeat,
    async sample(index, size, random) {
      const target = samplePatch(await photos.picture(index), size, random, photos.path(index))
      const noise = random.pick(noises)
      return { input: noise.apply(target, random), target, prompt: noise.name }
    },
  }
}

/** Degraded photographs with their clean partners; both are cut at the same place. */
export function pairSource(pairs: PairFolder, prompt: string, repeat = 1): TrainingSource {
  return {
    length: pairs.pairs.length,
    repeat,
    async sample(index, size, random) {
      const { input, target } = await pairs.pictures(index)
      requireRoom(input, size, pairs.pairs[index].input)
      const place = drawPlace(input, size, random)
      return { input: cutPatch(input, place), target: cutPatch(target, place), prompt }
    },
  }
}
