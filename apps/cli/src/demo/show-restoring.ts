import { join } from 'node:path'
import { type Picture, Random } from '@dfpir/core'
import { type RgbPicture, sideBySide, writePicture } from '@dfpir/images'
import type { Restorer } from '@dfpir/inference'
import { comparePictures } from '@dfpir/metrics'
import type { DemoDamage } from './damages.js'

/** Scores of a restored copy and of the damaged copy, both against the original. */
export interface DemoScore {
  readonly damage: DemoDamage
  readonly before: { readonly psnr: number; readonly ssim: number }
  readonly after: { readonly psnr: number; readonly ssim: number }
  readonly seconds: number
}

export interface ShowRestoringOptions {
  restorer: Restorer
  /** Output folder; created if it is missing. */
  folder: string
}

/**
 * Makes a damaged copy of a picture, the same in each run, and restores it by its task. The noise level is not passed on.
 * Writes both, and a strip of damaged, restored and original, in files named after the photograph and the damage.
 */
export async function showRestoring(
  picture: RgbPicture,
  damage: DemoDamage,
  { restorer, folder }: ShowRestoringOptions,
): Promise<DemoScore> {
  const { name, task, degradation, photograph } = damage
  const damaged = degradation.apply(picture, Random.derive(0, photograph, name))
  const { picture: restored, seconds } = await restorer.restore(damaged, { task })
  const files: Record<string, Picture> = {
    [`${photograph}.${name}.png`]: damaged,
    [`${photograph}.${name}.restored.png`]: restored,
    [`${photograph}.${name}.compared.png`]: sideBySide([damaged, restored, picture]),
  }
  for (const [file, content] of Object.entries(files)) await writePicture(join(folder, file), content)
  return { damage, before: comparePictures(damaged, picture), after: comparePictures(restored, picture), seconds }
}
