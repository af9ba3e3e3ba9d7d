import type { PictureSimilarity } from '@dfpir/metrics'
import { averageOf, missingTitles, type ScoredSet } from './evaluate-columns.js'
import { similarityCells } from './similarity-cells.js'

/** Scores of one model on one or several sets. */
export interface Evaluation {
  /** What the model's row is called. */
  readonly model: string
  /** Whether the model was told what is wrong with the pictures; else there is blind mode alone. */
  readonly told: boolean
  readonly columns: readonly ScoredSet[]
  /** Whether the table ends with the mean over its columns. */
  readonly averaged: boolean
}

/** A table of texts, before it is written in some format. */
export interface ScoreTable {
  readonly header: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** What readers must know about the figures, a sentence each. */
  readonly notes: readonly string[]
}

/** The scores of an input, of one restored as told, and of one restored blind. */
type Scores = PictureSimilarity & { readonly input: PictureSimilarity; readonly blind?: PictureSimilarity }

/**
 * Sets side by side, "PSNR / SSIM" each: a row of the inputs, one of the model, one of it in blind mode if there was
 * that. Where a set is missing there is a dash, and where the average would be, what it lacks.
 */
export function scoreTable({ model, told, columns, averaged }: Evaluation): ScoreTable {
  const missing = missingTitles(columns)
  const scores = columns.map(({ result }) => (result?.images.length ? result : undefined))
  const average = averaged ? [averageOf(columns)] : []
  const row = (name: string, pick: (scores: Scores) => PictureSimilarity | undefined) => [
    name,
    ...scores.map(result => cell(result && pick(result)) ?? '–'),
    ...average.map(mean => cell(mean && pick(mean)) ?? `– (missing: ${missing.join(', ')})`),
  ]
  return {
    header: ['', ...columns.map(({ title }) => title), ...average.map(() => 'average')],
    rows: [
      row('input', ({ input }) => input),
      ...(told ? [row(model, result => result)] : []),
      ...(columns.some(({ result }) => result?.blind) ? [row(`${model}, blind`, ({ blind }) => blind)] : []),
    ],
    notes: columns.flatMap(notesOn),
  }
}

function cell(scores: PictureSimilarity | undefined): string | undefined {
  return scores && similarityCells(scores).join(' / ')
}

function notesOn({ title, expected, result }: ScoredSet): string[] {
  if (!result) return [`${title} is missing.`]
  const { images, failed } = result
  const total = images.length + failed.length
  return [
    ...(expected !== undefined && total !== expected
      ? [`Pictures in ${title}: ${total}, not ${expected}; published scores do not compare.`]
      : []),
    ...(failed.length > 0 ? [`${title}: ${failed.length} of ${total} pictures could not be measured.`] : []),
  ]
}
