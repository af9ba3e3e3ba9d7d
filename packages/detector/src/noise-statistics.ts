import type { Plane } from '@dfpir/images'
import { applied, logOf, noiseMask } from './filter-statistics.js'

/** The side of the blocks for measuring noise. */
const side = 8
const shares = [0.02, 0.1, 0.25, 0.5, 0.75, 0.95]

interface Block {
  readonly deviation: number
  readonly mean: number
}

/**
 * Statistics of noise, which is visible in blocks without structure: quantiles over blocks of the noise mask's response
 * for brightness and two colour differences; the first quartile in dark, medium and bright blocks; the correlation
 * between the colours' responses.
 *
 * @param colours red, green and blue of each crop, and their `brightness`
 */
export function blindNoiseStatistics(brightness: readonly Plane[], colours: readonly (readonly Plane[])[]): number[] {
  const masked = colours.map(rgb => rgb.map(plane => applied(noiseMask, plane)))
  const grey = brightness.flatMap(plane => blocksOf(applied(noiseMask, plane), plane))
  const redGreen = masked.flatMap(([r, g], i) => blocksOf(difference(r, g), brightness[i]))
  const blueGreen = masked.flatMap(([, g, b], i) => blocksOf(difference(b, g), brightness[i]))
  return [
    ...[grey, redGreen, blueGreen].flatMap(blocks => shares.map(share => quantile(blocks, share))),
    ...[0, 85, 170].map(from =>
      quantile(
        grey.filter(({ mean }) => mean >= from && mean < from + 86),
        0.25,
      ),
    ),
    ...[
      [0, 1],
      [1, 2],
    ].map(([a, b]) => likeness(masked, a, b)),
  ]
}

/** Blocks without clipped levels; `plane` is one pixel wider on each side than the responses. */
function blocksOf(responses: Plane, plane: Plane): Block[] {
  const blocks: Block[] = []
  for (let top = 0; top + side <= responses.height; top += side) {
    for (let left = 0; left + side <= responses.width; left += side) {
      const block = blockAt(responses, plane, left, top)
      if (block.mean > 3 && block.mean < 252) blocks.push(block)
    }
  }
  return blocks
}

function blockAt(responses: Plane, plane: Plane, left: number, top: number): Block {
  let [squares, sum] = [0, 0]
  for (let y = top; y < top + side; y++) {
    for (let x = left; x < left + side; x++) {
      const response = responses.data[y * responses.width + x]
      squares += response * response
      sum += plane.data[(y + 1) * plane.width + x + 1]
    }
  }
  return { deviation: Math.sqrt(squares) / side, mean: sum / side ** 2 }
}

/** The logarithm of a quantile of the blocks' deviations; that of zero without blocks. */
function quantile(blocks: readonly Block[], share: number): number {
  const sorted = Float64Array.from(blocks, ({ deviation }) => deviation).sort()
  return logOf(sorted.length > 0 ? sorted[Math.floor(share * (sorted.length - 1))] : 0)
}

function difference(a: Plane, b: Plane): Plane {
  const data = new Float32Array(a.data.length)
  for (let i = 0; i < data.length; i++) data[i] = a.data[i] - b.data[i]
  return { ...a, data }
}

/** The correlation of two colours' responses. */
function likeness(masked: readonly (readonly Plane[])[], a: number, b: number): number {
  let [products, left, right] = [0, 1, 1]
  for (const colours of masked) {
    const [one, other] = [colours[a].data, colours[b].data]
    for (let i = 0; i < one.length; i++) {
      products += one[i] * other[i]
      left += one[i] ** 2
      right += other[i] ** 2
    }
  }
  return products / Math.sqrt(left * right)
}
