import type { Detector } from '@dfpir/detector'
import {
  createRestoring,
  type EvaluateColumnsOptions,
  evaluateColumns,
  type ImageScores,
  type MeasuredPictures,
  type NamedSet,
  type ScoredSet,
} from '@dfpir/evaluation'
import type { GridRow } from '@dfpir/figures'
import type { Restorer } from '@dfpir/inference'
import { ContactPages } from './contact-pages.js'
import { type FieldResult, foundCaption, type ScoredPairs } from './field-tables.js'
import {
  measurePhotographs,
  type PhotographChoice,
  type PhotographChoices,
  type RestoredPhotograph,
} from './measure-photographs.js'
import type { Field, PhotographFolder } from './open-field.js'

export interface MeasureFieldOptions {
  readonly restorer: Restorer
  readonly detector: Detector
  /** Output folder for contact sheets, whose pages are named after the sets. */
  readonly sheets: string
  /** Called after each picture with a note about it. */
  onPicture?(note: string): void
  readonly signal?: AbortSignal
}

/**
 * Measures weights and blind mode on a field: PSNR and SSIM of its pairs and of noisy JPEGs, and the choices of blind
 * mode on its photographs. Contact sheets show pairs and photographs before and after; of the clean photographs, only
 * those that blind mode altered.
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

/** Measures pairs and writes their contact sheets. */
function measurePairs(pairs: readonly NamedSet[], options: MeasureFieldOptions): Promise<ScoredPairs[]> {
  return inTurn(pairs, async named => {
    const columns = ['input', 'restored', 'target']
    const pages = new ContactPages({ folder: options.sheets, title: named.title, columns })
    const [scored] = await measureSets([named], options, (pictures, _, scores) => pages.add(pairRow(pictures, scores)))
    await pages.finish()
    return { ...scored, task: named.set?.task }
  })
}

function pairRow(
  { input, restored, target }: MeasuredPictures,
  { name, psnr, input: before, blind }: ImageScores,
): GridRow {
  const cells = [
    { picture: input, caption: `${before.psnr.toFixed(2)} dB; ${foundCaption(blind!)}` },
    { picture: restored!, caption: `${psnr.toFixed(2)} dB` },
    { picture: target },
  ]
  return { label: name, cells }
}

function measureSets(
  sets: readonly NamedSet[],
  { restorer, detector, onPicture, signal }: MeasureFieldOptions,
  onPictures?: EvaluateColumnsOptions['onPictures'],
): Promise<ScoredSet[]> {
  return evaluateColumns(sets, set => createRestoring(restorer, { known: set, detector, signal }), {
    signal,
    onPictures,
    onImage: ({ name, input, psnr }) => onPicture?.(`${name} ${input.psnr.toFixed(2)} → ${psnr.toFixed(2)} dB`),
  })
}

/** Measures photographs and writes their contact sheets, which show clean photographs only if they were altered. */
async function measureFolder(
  folder: PhotographFolder,
  { restorer, detector, sheets, onPicture, signal }: MeasureFieldOptions,
): Promise<PhotographChoices> {
  const { title, task } = folder
  const pages = new ContactPages({
    folder: sheets,
    title,
    columns: ['input', ...(task ? [`task given: ${task}`] : []), 'blind'],
  })
  const { oracle, blind } = createRestoring(restorer, { known: task && { task }, detector, signal })
  const choices = await measurePhotographs(
    folder,
    { oracle, blind: blind! },
    {
      signal,
      async onPhotograph(choice, pictures) {
        onPicture?.(`${title} ${choice.name}: ${choiceCaption(choice)}`)
        if (task || pictures.blind) await pages.add(photographRow(choice, pictures))
      },
    },
  )
  await pages.finish()
  return choices
}

function photographRow(choice: PhotographChoice, { input, taskGiven, blind }: RestoredPhotograph): GridRow {
  const cells = [
    { picture: input, caption: choiceCaption(choice) },
    ...(taskGiven ? [{ picture: taskGiven }] : []),
    ...(blind ? [{ picture: blind, caption: `restored: ${choice.task}` }] : []),
  ]
  return { label: choice.name, cells }
}

function choiceCaption(choice: PhotographChoice): string {
  return foundCaption({ ...choice, leftAlone: choice.task === undefined })
}

async function inTurn<In, Out>(items: readonly In[], work: (item: In) => Promise<Out>): Promise<Out[]> {
  const results: Out[] = []
  for (const item of items) results.push(await work(item))
  return results
}
