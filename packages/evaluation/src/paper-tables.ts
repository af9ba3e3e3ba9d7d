import type { PictureSimilarity } from '@dfpir/metrics'
import data from './paper-tables.json' with { type: 'json' }

/** The published scores of a method. */
export interface PublishedScores {
  readonly method: string
  /** In the order of the table's columns; undefined where the source has no figure. */
  readonly scores: readonly (PictureSimilarity | undefined)[]
  /** As printed, not computed from `scores`. */
  readonly average?: PictureSimilarity
  /** The source of the figures: the paper itself, or a text that reprints or adds the row. */
  readonly source: PublishedSource
}

/** A text that prints scores. */
export interface PublishedSource {
  /** Its name in a row, such as `paper`. */
  readonly name: string
  readonly text: string
}

/** A table of published scores. Its columns have the titles of the suite with the same name. */
export interface PublishedTable {
  readonly columns: readonly string[]
  readonly rows: readonly PublishedScores[]
}

/** The scores of a variant of the network in the paper's Table 3. */
export interface PublishedTrial {
  readonly trial: string
  readonly psnr: number
  readonly ssim: number
}

/** The publication with the tables. */
export const paper: string = data.sources.paper.text

/** Tables 1 and 2 of DFPIR (CVPR 2025): networks for three, and for five degradations. */
export const paperTables: Readonly<Record<'table1' | 'table2', PublishedTable>> = {
  table1: readTable(data.table1),
  table2: readTable(data.table2),
}

/** Table 3 of the same paper: the network's parts (a), and the share γ of attention logits that are kept (b). */
export const paperTrials: Readonly<Record<'table3a' | 'table3b', readonly PublishedTrial[]>> = {
  table3a: data.table3a,
  table3b: data.table3b,
}

function readTable({ columns, rows }: (typeof data)['table1']): PublishedTable {
  return {
    columns,
    rows: rows.map(({ method, source, scores, average }) => ({
      method,
      scores: scores.map(readScores),
      average: readScores(average),
      source: data.sources[source as keyof typeof data.sources],
    })),
  }
}

function readScores([psnr, ssim]: readonly number[]): PictureSimilarity {
  return { psnr, ssim }
}
