import type { RgbPicture } from '@dfpir/images'
import { Restorer } from '@dfpir/inference'
import { restorableDamages } from './damages.js'
import { type PhotographName, readPhotograph } from './photographs.js'
import { scoreRow, scoreTitles } from './score-table.js'
import { showRestoring } from './show-restoring.js'

export interface ShowAllOptions {
  /** Path of the model. */
  model: string
  /** Output folder; created if it is missing. */
  folder: string
  /** @default {@link readPhotograph} */
  read?: (name: PhotographName) => Promise<RgbPicture>
}

/**
 * Shows every damage for which the model has a prompt: writes the pictures and prints a table of their scores against
 * the originals, row by row.
 */
export async function showAll({ model, folder, read = readPhotograph }: ShowAllOptions): Promise<void> {
  await using restorer = await Restorer.fromPretrained(model, { engine: 'onnxruntime' })
  process.stdout.write(`Restoring damaged photographs …\n\n${scoreTitles()}\n`)
  for (const damage of restorableDamages(restorer.prompts)) {
    const picture = await read(damage.photograph)
    const score = await showRestoring(picture, damage, { restorer, folder })
    process.stdout.write(`${scoreRow(score)}\n`)
  }
}
