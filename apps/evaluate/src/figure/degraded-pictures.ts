import { Random } from '@dfpir/core'
import { gaussianNoise, taskDegradation } from '@dfpir/degradations'
import { degradedSet, type EvaluationSet, noiseSet } from '@dfpir/evaluation'
import type { RgbPicture } from '@dfpir/images'
import type { DamagePrompt } from './damage.js'

/** Standard deviation of the noise for prompts that name none, in 8-bit levels. */
const usualSigma = 25

/**
 * Opens clean photographs in a folder and applies the damage that a prompt repairs, as `dfpir evaluate` does.
 *
 * @throws UsageError if the folder does not exist, DataError if it contains no image
 */
export function degradedPictures(folder: string, { task, sigma }: DamagePrompt, seed: number): Promise<EvaluationSet> {
  return task === 'denoise'
    ? noiseSet(folder, { sigma: sigma ?? usualSigma, seed })
    : degradedSet(folder, { task, seed })
}

/** Does the same with one decoded photograph. */
export function degradePicture(
  picture: RgbPicture,
  { task, sigma }: DamagePrompt,
  { name, seed }: { name: string; seed: number },
): RgbPicture {
  return task === 'denoise'
    ? gaussianNoise(sigma ?? usualSigma).apply(picture, Random.derive(seed, 'noise', name))
    : taskDegradation(task).apply(picture, Random.derive(seed, task, name))
}
