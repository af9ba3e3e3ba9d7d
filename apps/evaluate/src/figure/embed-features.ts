import { mean, UsageError } from '@dfpir/core'
import { TSNE } from '@saehrimnir/druidjs'

export interface EmbedOptions {
  perplexity: number
  seed: number
}

/** Number of gradient descent steps. Embeddings of a few hundred points have converged by then. */
const iterations = 1000

/** Scales each column to mean 0 and standard deviation 1. Constant columns become 0. */
export function standardise(rows: readonly Float32Array[]): Float64Array[] {
  const result = rows.map(row => Float64Array.from(row))
  for (let column = 0; column < rows[0].length; column++) {
    const values = rows.map(row => row[column])
    const middle = mean(values)
    const deviation = Math.sqrt(mean(values.map(value => (value - middle) ** 2)))
    for (const row of result) row[column] = deviation > 0 ? (row[column] - middle) / deviation : 0
  }
  return result
}

/** Limits the perplexity to a third of the number of points. */
export function usedPerplexity(points: number, wanted: number): number {
  return Math.min(wanted, Math.floor((points - 1) / 3))
}

/**
 * Embeds the rows in the plane by t-SNE (van der Maaten and Hinton, 2008), on squared distances divided by the length of
 * a row. The same rows and seed always give the same points.
 *
 * @throws UsageError for fewer than 6 rows
 */
export function embedFeatures(
  rows: readonly Float64Array[],
  { perplexity, seed }: EmbedOptions,
): [x: number, y: number][] {
  if (rows.length < 6) throw new UsageError(`t-SNE needs at least 6 points, got ${rows.length}`)
  const scale = 1 / Math.sqrt(rows[0].length)
  const scaled = rows.map(row => row.map(value => value * scale))
  const tsne = new TSNE(scaled, { d: 2, seed, perplexity: usedPerplexity(rows.length, perplexity) })
  return tsne.transform(iterations).map(([x, y]) => [x, y])
}
