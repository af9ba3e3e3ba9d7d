import type { PictureSimilarity } from '@dfpir/metrics'
import type { PublishedTable } from './paper-tables.js'

export interface PublishedRowsOptions {
  /** Those of the table that the rows are for. */
  titles: readonly string[]
  /** Whether that table ends with an average. */
  averaged: boolean
}

/** Rows of published scores, in the columns of another table; a dash where a figure is not known. */
export function publishedRows(
  { columns, rows }: PublishedTable,
  { titles, averaged }: PublishedRowsOptions,
): string[][] {
  return rows.map(({ method, scores, average }) => [
    `${method} (published)`,
    ...titles.map(title => cell(scores[columns.indexOf(title)])),
    ...(averaged ? [cell(average)] : []),
  ])
}

/** What the rows are, and where each was read. */
export function publishedNotes({ rows }: PublishedTable): string[] {
  const sources = [...new Set(rows.map(({ source }) => source))]
  const read = sources.map(source => {
    const methods = rows.filter(row => row.source === source).map(({ method }) => method)
    return `Read in ${source}: ${methods.join(', ')}.`
  })
  return ['Published rows are what papers report on these test sets: noise of the same σ, not the same noise.', ...read]
}

/** As printed: two digits and three. */
function cell(scores: PictureSimilarity | undefined): string {
  return scores ? `${scores.psnr.toFixed(2)} / ${scores.ssim.toFixed(3)}` : '–'
}
