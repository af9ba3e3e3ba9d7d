import type { Plane } from '@dfpir/images'
import { logOf } from './filter-statistics.js'
import { Histogram } from './histogram.js'
import { paddedBoxMean } from './plane.js'

const bins = 14
/** Width of a bin of normalised levels. */
const binWidth = 0.5
const shares = [0.05, 0.25, 0.5, 0.75, 0.95]
const neighbours = (width: number) => [1, width, width + 1, width - 1]

/**
 * Statistics of levels normalised by the local mean and deviation, whose distribution is similar in natural pictures
 * and changes with damage: its histogram, products of neighbours, and quantiles of the local deviation (after Mittal,
 * Moorthy and Bovik, No-reference image quality assessment in the spatial domain, IEEE TIP 2012).
 */
export function textureStatistics(planes: readonly Plane[]): number[] {
  const histogram = new Float64Array(bins)
  const products = new Float64Array(8)
  const deviations = new Histogram(16)
  let count = 0
  for (const plane of planes) {
    const { normal, deviation } = normalised(plane)
    const { width, height } = plane
    const offsets = neighbours(width)
    for (let y = 1; y < height - 1; y++) {
      for (let i = y * width + 1, end = i + width - 2; i < end; i++) {
        const value = normal[i]
        const bin = (value / binWidth + bins / 2) | 0
        histogram[bin < 0 ? 0 : bin < bins ? bin : bins - 1]++
        for (let n = 0; n < 4; n++) {
          const product = value * normal[i + offsets[n]]
          products[n] += product
          products[n + 4] += product < 0 ? -product : product
        }
        deviations.add(deviation[i])
        count++
      }
    }
  }
  return [...histogram, ...products].map(sum => sum / count).concat(deviations.quantiles(shares).map(logOf))
}

function normalised(plane: Plane): { normal: Float32Array; deviation: Float32Array } {
  const mean = paddedBoxMean(plane, 3).data
  const square = paddedBoxMean({ ...plane, data: plane.data.map(value => value * value) }, 3).data
  const deviation = mean.map((value, i) => Math.sqrt(Math.max(0, square[i] - value * value)))
  return { normal: plane.data.map((value, i) => (value - mean[i]) / (deviation[i] + 1)), deviation }
}
