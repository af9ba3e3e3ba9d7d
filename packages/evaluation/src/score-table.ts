import type { PictureSimilarity } from '@dfpir/metrics'
import { averageOf, missingTitles, type ScoredSet } from './evaluate-columns.js'
import type { PublishedTable } from './paper-tables.js'
import { publishedNotes, publishedRows } from './published-rows.js'
import type { Scores } from './scores.js'
import { similarityCells } from './similarity-cells.js'

/** Scores of one model on one or several sets. */
export interface ModelScores {
  /** What the model's row is called. */
  readonly model: string
  /** Whether the model was told what is wrong with the pictures; else there is blind mode alone. */
  readonly told: boolean
  readonly columns: readonly ScoredSet[]
}

/** Scores of one or several models on the same sets. */
export interface Evaluation {
  /** At least one. */
  readonly models: readonly ModelScores[]
  /** Whether the table ends with the mean over its columns. */
  readonly averaged: boolean
  /** What publications report, in the same columns. */
  readonly published?: PublishedTable
}

/** A table of texts, before it is written in some format. */
export interface ScoreTable {
  readonly header: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** What readers must know about the figures, a sentence each. */
  readonly notes: readonly string[]
}

/** What a set has, or the average over sets. */
type Measures = Scores & { readonly input: Scores; readonly blind?: Scores }
type PickMeasures = (measures: Measures) => Scores | undefined

/**
 * Sets side by side, "PSNR / SSIM" each: a row of the inputs; of each model one as it was told, and one in blind mode if
 * there was that; below each the same on luma if that was measured; then what publications report. Where a set is missing
 * there is a dash, and where the average would be, what it lacks.
 */
export function scoreTable({ models, averaged, published }: Evaluation): ScoreTable {
  const [{ columns }] = models
  const titles = columns.map(({ title }) => title)
  return {
    header: ['', ...titles, ...(averaged ? ['average'] : [])],
    rows: [
      ...tableRows('input', columns, averaged, ({ input }) => input),
      ...models.flatMap(model => modelRows(model, averaged)),
      ...(published ? publishedRows(published, { titles, averaged }) : []),
    ],
    notes: [...notesOn(models), ...(published ? publishedNotes(published) : [])],
  }
}

function modelRows({ model, told, columns }: ModelScores, averaged: boolean): string[][] {
  const blind = columns.some(({ result }) => result?.blind)
  return [
    ...(told ? tableRows(model, columns, averaged, measures => measures) : []),
    ...(blind ? tableRows(`${model}, blind`, columns, averaged, measures => measures.blind) : []),
  ]
}

/** A row on RGB, and one on luma if that was measured. */
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
  return [`Pictures in ${title}: ${total}, not ${expected}; published scores do not compare.`]
}

function failureNotes({ title, result }: ScoredSet): string[] {
  if (!result || result.failed.length === 0) return []
  return [`${title}: ${result.failed.length} of ${picturesOf(result)} pictures could not be measured.`]
}

function picturesOf({ images, failed }: NonNullable<ScoredSet['result']>): number {
  return images.length + failed.length
}
