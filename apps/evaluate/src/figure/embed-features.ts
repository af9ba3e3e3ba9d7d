import { mean, UsageError } from '@dfpir/core'
import { TSNE } from '@saehrimnir/druidjs'

export interface EmbedOptions {
  perplexity: number
  seed: number
}

/** Steps of gradient descent: by then embeddings of some hundred points have settled. */
const iterations = 1000

/** Each column with mean 0 and standard deviation 1; one that does not vary with 0. */
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

/** The perplexity that is used: a third of the points at most. */
export function usedPerplexity(points: number, wanted: number): number {
  return Math.min(wanted, Math.floor((points - 1) / 3))
}

/**
 * Points of the plane whose neighbours are those of the rows: t-SNE (van der Maaten and Hinton, 2008), of the squared
 * distances divided by the rows' length. The same rows and seed give the same points.
 *
 * @throws UsageError for fewer than 6 rows
 */
export function embedFeatures(
  rows: readonly Float64Array[],
  { perplexity, seed }: EmbedOptions,
): [x: number, y: number][] {
  if (rows.length < 6) throw new UsageError(`t-SNE needs 6 points or more, got ${rows.length}`)
  const scale = 1 / Math.sqrt(rows[0].length)
  const scaled = rows.map(row => row.map(value => value * scale))
  const tsne = new TSNE(scaled, { d: 2, seed, perplexity: usedPerplexity(rows.length, perplexity) })
  return tsne.transform(iterations).map(([x, y]) => [x, y])
}
