import type { Plane } from '@dfpir/images'
import { paddedBoxMean } from './plane.js'

const quantileShares = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]
/** The number of columns and rows that the scene is divided into. */
const parts = 3

/**
 * Statistics of the light in a reduced copy of a whole picture: quantiles of brightness, of the darkest and the
 * brightest colour, of the dark channel (He, Sun and Tang, Single image haze removal using dark channel prior, CVPR
 * 2009), of saturation and of local contrast; their means in nine parts of the picture; the correlation of the dark
 * channel with contrast and saturation; the colour of the brightest parts of the dark channel, where haze would be
 * thickest.
 *
 * @param colours red, green and blue, 0 … 255
 */
export function sceneStatistics(colours: readonly Plane[]): number[] {
  const [red, green, blue] = colours
  const each = (value: (r: number, g: number, b: number) => number): Plane => ({
    ...red,
    data: red.data.map((r, i) => value(r, green.data[i], blue.data[i]) / 255),
  })
  const brightness = each((r, g, b) => (r + 2 * g + b) / 4)
  const darkest = each(Math.min)
  const brightest = each(Math.max)
  const dark = leastAround(darkest, 2)
  const saturation = each((r, g, b) => (255 * (Math.max(r, g, b) - Math.min(r, g, b))) / (Math.max(r, g, b) + 8))
  const contrast = deviationAround(brightness, 1)
  return [
    ...[brightness, darkest, brightest, dark, saturation, contrast].flatMap(plane => quantilesOf(plane.data)),
    ...[brightness, dark, saturation, contrast].flatMap(meansOfParts),
    ...[contrast, saturation, brightness].map(plane => correlation(dark.data, plane.data)),
    ...colours.map(plane => mean(plane.data) / 255),
    ...airOf(dark, colours),
  ].map(value => Math.cbrt(value))
}

function quantilesOf(data: Float32Array): number[] {
  const sorted = data.slice().sort()
  return quantileShares.map(share => sorted[Math.round(share * (sorted.length - 1))])
}

/** The minimum of the square around each pixel. */
function leastAround({ width, height, data }: Plane, radius: number): Plane {
  const least = new Float32Array(data.length).fill(1)
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to++) {
      for (let v = Math.max(0, y - radius); v <= Math.min(height - 1, y + radius); v++) {
        for (let u = Math.max(0, x - radius); u <= Math.min(width - 1, x + radius); u++) {
          least[to] = Math.min(least[to], data[v * width + u])
        }
      }
    }
  }
  return { width, height, data: least }
}

function deviationAround(plane: Plane, radius: number): Plane {
  const average = paddedBoxMean(plane, radius).data
  const square = paddedBoxMean({ ...plane, data: plane.data.map(value => value * value) }, radius).data
  return { ...plane, data: average.map((value, i) => Math.sqrt(Math.max(0, square[i] - value * value))) }
}

function meansOfParts({ width, height, data }: Plane): number[] {
  const sums = new Float64Array(parts ** 2)
  const counts = new Float64Array(parts ** 2)
  for (const [i, value] of data.entries()) {
    const column = Math.floor(((i % width) * parts) / width)
    const part = Math.floor((Math.floor(i / width) * parts) / height) * parts + column
    sums[part] += value
    counts[part]++
  }
  return Array.from(sums, (sum, part) => sum / Math.max(1, counts[part])) // a tiny picture lacks parts
}

function correlation(a: Float32Array, b: Float32Array): number {
  const [meanA, meanB] = [mean(a), mean(b)]
  let [products, squaresA, squaresB] = [0, 1e-4, 1e-4]
  for (let i = 0; i < a.length; i++) {
    products += (a[i] - meanA) * (b[i] - meanB)
    squaresA += (a[i] - meanA) ** 2
    squaresB += (b[i] - meanB) ** 2
  }
  return products / Math.sqrt(squaresA * squaresB)
}

function mean(data: Float32Array): number {
  return data.reduce((sum, value) => sum + value, 0) / data.length
}

/** The mean colour of the brightest hundredth of the dark channel. */
function airOf(dark: Plane, colours: readonly Plane[]): number[] {
  const places = Array.from(dark.data.keys()).sort((a, b) => dark.data[b] - dark.data[a])
  const chosen = places.slice(0, Math.max(1, Math.floor(places.length / 100)))
  return colours.map(({ data }) => chosen.reduce((sum, i) => sum + data[i], 0) / chosen.length / 255)
}
