import type { PictureSimilarity } from '@dfpir/metrics'
import type { PublishedTable } from './paper-tables.js'

export interface PublishedRowsOptions {
  /** The titles of the table that the rows are added to. */
  titles: readonly string[]
  /** Whether that table ends with an average. */
  averaged: boolean
}

/** Rows of published scores in the columns of another table, with a dash for unknown figures. */
export function publishedRows(
  { columns, rows }: PublishedTable,
  { titles, averaged }: PublishedRowsOptions,
): string[][] {
  return rows.map(({ method, scores, average, source }) => [
    `${method} (${source.name})`,
    ...titles.map(title => cell(scores[columns.indexOf(title)])),
    ...(averaged ? [cell(average)] : []),
  ])
}

/** Counted by comparing the pictures. */
const rain100lNote =
  'Of the 100 backgrounds of Rain100L, 75 are in BSD400, on which the networks of this table are trained to denoise.'

/** Notes on the rows and their sources. */
export function publishedNotes({ columns, rows }: PublishedTable): string[] {
  const sources = new Map(rows.map(({ source }) => [source.name, source.text]))
  return [
    'Published rows are scores on these test sets with noise of the same σ, not the same noise.',
    ...(columns.includes('Rain100L') ? [rain100lNote] : []),
    ...[...sources].map(([name, text]) => `(${name}): ${text}.`),
  ]
}

/** As printed, with two and three decimals. */
function cell(scores: PictureSimilarity | undefined): string {
  return scores ? `${scores.psnr.toFixed(2)} / ${scores.ssim.toFixed(3)}` : '–'
}
