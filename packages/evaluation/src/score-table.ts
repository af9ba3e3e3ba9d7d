import type { PictureSimilarity } from '@dfpir/metrics'
import { averageOf, missingTitles, type ScoredSet } from './evaluate-columns.js'
import type { PublishedTable } from './paper-tables.js'
import { publishedNotes, publishedRows } from './published-rows.js'
import type { Scores } from './scores.js'
import { similarityCells } from './similarity-cells.js'

/** The settings of a model's restorations. */
export interface ModelRun {
  /** SHA-256 of the weights: names, shapes and values. */
  readonly weights: string
  readonly engine: string
  readonly precision: string
  /** `off` for whole pictures, `auto`, or the longest side of a tile. */
  readonly tile: 'auto' | 'off' | number
}

/** Scores of one model on one or several sets. */
export interface ModelScores {
  /** The title of the model's row. */
  readonly model: string
  /** Whether the damage was given to the model; if not, there are only scores of blind mode. */
  readonly taskGiven: boolean
  readonly columns: readonly ScoredSet[]
  /** The settings of its restorations. */
  readonly run?: ModelRun
}

/**
 * The protocol for restoring and measuring pictures: as in the released code, whole and with the network's values, or
 * as `dfpir restore` writes them into files.
 */
export type Protocol = 'released' | 'files'

/** Scores of one or several models on the same sets. */
export interface Evaluation {
  /** At least one. */
  readonly models: readonly ModelScores[]
  /** Whether the table ends with the mean over its columns. */
  readonly averaged: boolean
  readonly protocol?: Protocol
  /** The seed of the noise, if it was added here. */
  readonly seed?: number
  /** Published scores, in the same columns. */
  readonly published?: PublishedTable
}

/** A table of texts, independent of the output format. */
export interface ScoreTable {
  readonly header: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** Notes on the figures, one sentence each. */
  readonly notes: readonly string[]
}

/** The measures of a set, or their average over sets. */
type Measures = Scores & { readonly input: Scores; readonly blind?: Scores }
type PickMeasures = (measures: Measures) => Scores | undefined

/**
 * A table with a column "PSNR / SSIM" per set: a row for the inputs; for each model a row with known damage, and one
 * for blind mode if measured; below each the same on luma if measured; then published rows. A missing set has a dash,
 * and the average then lists the missing sets.
 */
export function scoreTable({ models, averaged, published, protocol }: Evaluation): ScoreTable {
  const [{ columns }] = models
  const titles = columns.map(({ title }) => title)
  return {
    header: ['', ...titles, ...(averaged ? ['average'] : [])],
    rows: [
      ...tableRows('input', columns, averaged, ({ input }) => input),
      ...models.flatMap(model => modelRows(model, averaged)),
      ...(published ? publishedRows(published, { titles, averaged }) : []),
    ],
    notes: [
      ...(protocol ? protocolNotes(protocol, models) : []),
      ...notesOn(models),
      ...(published ? publishedNotes(published) : []),
    ],
  }
}

function modelRows({ model, taskGiven, columns }: ModelScores, averaged: boolean): string[][] {
  const blind = columns.some(({ result }) => result?.blind)
  return [
    ...(taskGiven ? tableRows(model, columns, averaged, measures => measures) : []),
    ...(blind ? tableRows(`${model}, blind`, columns, averaged, measures => measures.blind) : []),
  ]
}

/** A row on RGB, and one on luma if measured. */
function tableRows(name: string, columns: readonly ScoredSet[], averaged: boolean, pick: PickMeasures): string[][] {
  const missing = missingTitles(columns)
  const measured = columns.map(({ result }) => (result?.images.length ? pick(result) : undefined))
  const average = averaged ? averageOf(columns) : undefined
  const row = (name: string, of: (scores: Scores) => PictureSimilarity | undefined) => [
    name,
    ...measured.map(scores => cell(scores && of(scores)) ?? '–'),
    ...(averaged ? [cell(average && of(pick(average)!)) ?? `– (missing: ${missing.join(', ')})`] : []),
  ]
  const luma = measured.some(scores => scores?.luma)
  return [row(name, scores => scores), ...(luma ? [row(`${name}, luma`, scores => scores.luma)] : [])]
}

function cell(scores: PictureSimilarity | undefined): string | undefined {
  return scores && similarityCells(scores).join(' / ')
}

const protocolNote: Readonly<Record<Protocol, string>> = {
  released: "Protocol of the released code: whole pictures, scores of the network's values.",
  files: 'Protocol of files: scores of the 8-bit pictures that dfpir restore writes.',
}

function protocolNotes(protocol: Protocol, models: readonly ModelScores[]): string[] {
  const tiled = models.filter(({ run }) => run && run.tile !== 'off').map(({ model }) => model)
  const marked = protocol === 'released' && tiled.length > 0
  return [
    protocolNote[protocol],
    ...(marked ? [`Restored in tiles, unlike published scores: ${tiled.join(', ')}.`] : []),
  ]
}

function notesOn(models: readonly ModelScores[]): string[] {
  const [{ columns }] = models
  const failures = models.flatMap(({ model, columns }) =>
    columns.flatMap(failureNotes).map(note => (models.length > 1 ? `${model}: ${note}` : note)),
  )
  return [...columns.flatMap(countNotes), ...failures]
}

function countNotes({ title, expected, result }: ScoredSet): string[] {
  if (!result) return [`${title} is missing.`]
  const total = picturesOf(result)
  if (expected === undefined || total === expected) return []
  return [`Pictures in ${title}: ${total}, not ${expected}; published scores are not comparable.`]
}

function failureNotes({ title, result }: ScoredSet): string[] {
  if (!result || result.failed.length === 0) return []
  return [`${title}: ${result.failed.length} of ${picturesOf(result)} pictures could not be measured.`]
}

function picturesOf({ images, failed }: NonNullable<ScoredSet['result']>): number {
  return images.length + failed.length
}
