import { DataError } from '@dfpir/core'
import type { RgbPicture } from '@dfpir/images'
import { toLight } from './linear-light.js'

/** Statistics of the noise in a picture: of the difference from its clean counterpart. */
export interface NoiseStatistics {
  /** Root mean square in 8-bit levels. */
  readonly deviation: number
  /** The same where the clean picture is darker than 64, in between, and brighter than 160; NaN without such pixels. */
  readonly byLevel: readonly [dark: number, middle: number, bright: number]
  /** Correlation between pixels that are 1 and 2 apart, across and down. */
  readonly neighbours: readonly [one: number, two: number]
  /** Mean correlation of the three pairs of colours. */
  readonly colours: number
}

/** @throws DataError if the pictures differ in size */
export function noiseStatistics(input: RgbPicture, target: RgbPicture): NoiseStatistics {
  const { width, height } = target
  if (input.width !== width || input.height !== height) {
    throw new DataError(`expected pictures of the same size, got ${input.width}×${input.height} and ${width}×${height}`)
  }
  const residual = centred(Float64Array.from(input.data, (level, i) => level - target.data[i]))
  const square = meanProduct(residual, residual, () => true)
  const inRange = (low: number, high: number) => (i: number) => target.data[i] >= low && target.data[i] < high
  const ranges = [inRange(0, 64), inRange(64, 160), inRange(160, 256)] as const
  const [dark, middle, bright] = ranges.map(range => Math.sqrt(meanProduct(residual, residual, range)))
  const across = (reach: number) =>
    meanProduct(residual, residual.subarray(3 * reach), i => (i / 3) % width < width - reach)
  const down = (reach: number) => meanProduct(residual, residual.subarray(3 * reach * width), () => true)
  const neighbour = (reach: number) => (across(reach) + down(reach)) / (2 * square)
  return {
    deviation: Math.sqrt(square),
    byLevel: [dark, middle, bright],
    neighbours: [neighbour(1), neighbour(2)],
    colours: betweenColours(residual),
  }
}

/** Samples of three colours minus each colour's mean. */
function centred(samples: Float64Array): Float64Array {
  const means = [0, 1, 2].map(colour => {
    let sum = 0
    for (let i = colour; i < samples.length; i += 3) sum += samples[i]
    return (3 * sum) / samples.length
  })
  return samples.map((sample, i) => sample - means[i % 3])
}

function meanProduct(a: Float64Array, b: Float64Array, included: (index: number) => boolean): number {
  let sum = 0
  let count = 0
  for (let i = 0; i < b.length; i++) {
    if (!included(i)) continue
    sum += a[i] * b[i]
    count++
  }
  return sum / count
}

function betweenColours(residual: Float64Array): number {
  const product = (one: number, other: number) => {
    let sum = 0
    for (let i = 0; i < residual.length; i += 3) sum += residual[i + one] * residual[i + other]
    return sum
  }
  const pairs = [
    [0, 1],
    [0, 2],
    [1, 2],
  ]
  const correlations = pairs.map(([a, b]) => product(a, b) / Math.sqrt(product(a, a) * product(b, b)))
  return correlations.reduce((sum, value) => sum + value, 0) / 3
}

/** Statistics of a picture's darkness. Levels are those of its grey (the mean of the colours), 0 … 1. */
export interface DarknessStatistics {
  readonly mean: number
  /** 5th, 50th and 95th percentile. */
  readonly percentiles: readonly [low: number, middle: number, high: number]
  /** Mean difference between a pixel's largest and smallest colour, relative to the mean of the largest. */
  readonly saturation: number
  /**
   * Standard deviation of the noise in 8-bit levels, after Immerkær, Fast noise variance estimation (CVIU 1996), on
   * green.
   */
  readonly noise: number
}

export function darknessStatistics(picture: RgbPicture): DarknessStatistics {
  const { data } = picture
  const greys = new Float64Array(data.length / 3)
  let most = 0
  let range = 0
  for (let pixel = 0, i = 0; pixel < greys.length; pixel++, i += 3) {
    greys[pixel] = (data[i] + data[i + 1] + data[i + 2]) / 765
    const greatest = Math.max(data[i], data[i + 1], data[i + 2])
    most += greatest
    range += greatest - Math.min(data[i], data[i + 1], data[i + 2])
  }
  const mean = greys.reduce((sum, grey) => sum + grey, 0) / greys.length
  greys.sort()
  const percentile = (share: number) => greys[Math.floor(share * (greys.length - 1))]
  const percentiles = [percentile(0.05), percentile(0.5), percentile(0.95)] as const
  return { mean, percentiles, saturation: most > 0 ? range / most : 0, noise: estimatedNoise(picture) }
}

function estimatedNoise({ width, height, data }: RgbPicture): number {
  const at = (x: number, y: number) => data[(y * width + x) * 3 + 1]
  let sum = 0
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const corners = at(x - 1, y - 1) + at(x + 1, y - 1) + at(x - 1, y + 1) + at(x + 1, y + 1)
      const sides = at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1)
      sum += Math.abs(corners - 2 * sides + 4 * at(x, y))
    }
  }
  return (Math.sqrt(Math.PI / 2) * sum) / (6 * (width - 2) * (height - 2))
}

/** The light of a dark picture relative to a brighter one of the same scene, for red, green and blue. */
export function exposureOf(dark: RgbPicture, bright: RgbPicture): readonly [number, number, number] {
  const sum = (picture: RgbPicture, colour: number) =>
    toLight(picture).data.reduce((total, light, i) => (i % 3 === colour ? total + light : total), 0)
  const share = (colour: number) => sum(dark, colour) / sum(bright, colour)
  return [share(0), share(1), share(2)]
}
