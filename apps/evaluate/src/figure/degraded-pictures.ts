import { Random } from '@dfpir/core'
import { gaussianNoise, taskDegradation } from '@dfpir/degradations'
import { degradedSet, type EvaluationSet, noiseSet } from '@dfpir/evaluation'
import type { RgbPicture } from '@dfpir/images'
import type { DamagePrompt } from './damage.js'

/** The level of noise where a prompt names none, in 8-bit levels. */
const usualSigma = 25

/**
 * Clean photographs of a folder with what a prompt undoes done to them, as `dfpir evaluate` does it.
 *
 * @throws UsageError when the folder is missing, DataError when it holds no image
 */
export function degradedPictures(folder: string, { task, sigma }: DamagePrompt, seed: number): Promise<EvaluationSet> {
  return task === 'denoise'
    ? noiseSet(folder, { sigma: sigma ?? usualSigma, seed })
    : degradedSet(folder, { task, seed })
}

/** The same of one photograph that is read already. */
export function degradePicture(
  picture: RgbPicture,
  { task, sigma }: DamagePrompt,
  { name, seed }: { name: string; seed: number },
): RgbPicture {
  return task === 'denoise'
    ? gaussianNoise(sigma ?? usualSigma).apply(picture, Random.derive(seed, 'noise', name))
    : taskDegradation(task).apply(picture, Random.derive(seed, task, name))
}
