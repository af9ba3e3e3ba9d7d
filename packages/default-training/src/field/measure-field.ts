import { join } from 'node:path'
import { restoringOf } from '@dfpir/app-evaluate'
import type { Detector } from '@dfpir/detector'
import { evaluateColumns, type NamedSet, type ScoredSet } from '@dfpir/evaluation'
import type { Restorer } from '@dfpir/inference'
import { ContactPages } from './contact-pages.js'
import { type FieldResult, foundCaption, type ScoredPairs } from './field-tables.js'
import { measurePhotographs, type PhotographChoices } from './measure-photographs.js'
import type { Field, PhotographFolder } from './open-field.js'

export interface MeasureFieldOptions {
  readonly restorer: Restorer
  readonly detector: Detector
  /** Where contact sheets are written: their pages, named after the sets. */
  readonly sheets: string
  /** Told after each picture, with a note about it. */
  onPicture?(note: string): void
  readonly signal?: AbortSignal
}

/**
 * Measures weights and blind mode on a field: PSNR and SSIM of its pairs, and of noise that went through JPEGs; what
 * blind mode does with its photographs. Contact sheets show pairs and photographs as they were and as they became; of
 * clean photographs those that blind mode altered.
 */
export async function measureField(
  { pairs, photographs }: Field,
  jpeg: readonly NamedSet[],
  options: MeasureFieldOptions,
): Promise<FieldResult> {
  return {
    pairs: await measurePairs(pairs, options),
    photographs: await inTurn(photographs, folder => measureFolder(folder, options)),
    jpeg: await measureSets(jpeg, options),
  }
}

/** Pairs with their contact sheets. */
function measurePairs(pairs: readonly NamedSet[], options: MeasureFieldOptions): Promise<ScoredPairs[]> {
  return inTurn(pairs, async named => {
    const columns = ['input', 'restored', 'target']
    const pages = new ContactPages({ folder: options.sheets, title: named.title, columns })
    const [scored] = await measureSets([named], options, async ({ input, restored, target }, _, scores) => {
      const cells = [
        { picture: input, caption: `${scores.input.psnr.toFixed(2)} dB; ${foundCaption(scores.blind!)}` },
        { picture: restored!, caption: `${scores.psnr.toFixed(2)} dB` },
        { picture: target },
      ]
      await pages.add({ label: scores.name, cells })
    })
    await pages.finish()
    return { ...scored, task: named.set?.task }
  })
}

function measureSets(
  sets: readonly NamedSet[],
  { restorer, detector, onPicture, signal }: MeasureFieldOptions,
  onPictures?: NonNullable<Parameters<typeof evaluateColumns>[2]>['onPictures'],
): Promise<ScoredSet[]> {
  return evaluateColumns(sets, set => restoringOf(restorer, { told: set, detector, signal }), {
    signal,
    onPictures,
    onImage: ({ name, input, psnr }) => onPicture?.(`${name} ${input.psnr.toFixed(2)} → ${psnr.toFixed(2)} dB`),
  })
}

async function measureFolder(
  folder: PhotographFolder,
  { restorer, detector, sheets, onPicture, signal }: MeasureFieldOptions,
): Promise<PhotographChoices> {
  const { title, task } = folder
  const columns = ['input', ...(task ? [`told: ${task}`] : []), 'blind']
  const pages = new ContactPages({ folder: sheets, title, columns })
  const { oracle, blind } = restoringOf(restorer, { told: task && { task }, detector, signal })
  const choices = await measurePhotographs(
    folder,
    { oracle, blind: blind! },
    {
      signal,
      async onPhotograph(choice, { input, told, blind }) {
        const caption = foundCaption({ ...choice, leftAlone: choice.task === undefined })
        onPicture?.(`${title} ${choice.name}: ${caption}`)
        if (!task && !blind) return
        const cells = [
          { picture: input, caption },
          ...(told ? [{ picture: told }] : []),
          ...(blind ? [{ picture: blind, caption: `restored: ${choice.task}` }] : []),
        ]
        await pages.add({ label: choice.name, cells })
      },
    },
  )
  await pages.finish()
  return choices
}

async function inTurn<In, Out>(items: readonly In[], work: (item: In) => Promise<Out>): Promise<Out[]> {
  const results: Out[] = []
  for (const item of items) results.push(await work(item))
  return results
}

/** The folder of contact sheets within that of the results. */
export function sheetsFolder(output: string): string {
  return join(output, 'sheets')
}
