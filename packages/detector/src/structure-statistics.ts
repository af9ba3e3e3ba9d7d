import type { Plane } from '@dfpir/images'
import { paddedBoxMean } from './plane.js'

/** The offsets for the autocorrelation of fine structure: 1 to 8 pixels in the directions of the upper half plane. */
const steps: readonly (readonly [dx: number, dy: number])[] = [
  ...[
    [1, 0],
    [1, 1],
    [0, 1],
    [-1, 1],
  ],
  ...[
    [2, 0],
    [2, 2],
    [0, 2],
    [-2, 2],
    [1, 2],
    [-1, 2],
  ],
  ...[
    [4, 0],
    [3, 3],
    [0, 4],
    [-3, 3],
    [2, 4],
    [-2, 4],
    [1, 4],
    [-1, 4],
  ],
  ...[
    [8, 0],
    [6, 6],
    [0, 8],
    [-6, 6],
    [3, 7],
    [-3, 7],
    [1, 8],
    [-1, 8],
  ],
].map(([dx, dy]) => [dx, dy] as const)

/** The numbers of offsets that are about 4 and about 8 pixels long. */
const long = [10, 18] as const
const longest = [18, 26] as const
const margin = 8
const bins = 8

/**
 * Statistics of a picture's fine structure: the autocorrelation of the picture minus its local mean (which differs for
 * noise, streaks and blur), over all directions and in the strongest one, and the orientation of edges.
 */
export function structureStatistics(planes: readonly Plane[]): number[] {
  const likeness = planes.map(selfLikeness)
  const mean = steps.map((_, i) => likeness.reduce((sum, one) => sum + one[i], 0) / planes.length)
  const greatest = [long, longest].map(group => {
    const most = (one: readonly number[]) => Math.max(...one.slice(...group))
    return [most(mean), likeness.reduce((sum, one) => sum + most(one), 0) / planes.length]
  })
  return [...mean, ...greatest.flat(), ...orientations(planes)]
}

/** The autocorrelation of the fine structure at each offset. */
function selfLikeness(plane: Plane): number[] {
  const { width, height } = plane
  const mean = paddedBoxMean(plane, 3).data
  const fine = plane.data.map((value, i) => value - mean[i])
  let squares = 0
  const sums = new Float64Array(steps.length)
  const offsets = steps.map(([dx, dy]) => dy * width + dx)
  for (let y = 0; y < height - margin; y++) {
    for (let i = y * width + margin, end = i + width - 2 * margin; i < end; i++) {
      const value = fine[i]
      squares += value * value
      for (let step = 0; step < offsets.length; step++) sums[step] += value * fine[i + offsets[step]]
    }
  }
  return Array.from(sums, sum => sum / (squares + 1))
}

/** The shares of gradient strength in eight directions, and the largest share, averaged over the crops. */
function orientations(planes: readonly Plane[]): number[] {
  const all = new Float64Array(bins)
  let greatest = 0
  for (const plane of planes) {
    const own = orientationShares(plane)
    for (let bin = 0; bin < bins; bin++) all[bin] += own[bin] / planes.length
    greatest += Math.max(...own) / planes.length
  }
  return [...all, greatest]
}

function orientationShares({ width, height, data }: Plane): Float64Array {
  const shares = new Float64Array(bins)
  let total = 1e-3
  for (let y = 0; y < height - 1; y++) {
    for (let i = y * width, end = i + width - 1; i < end; i++) {
      const dx = data[i + 1] - data[i] + data[i + width + 1] - data[i + width]
      const dy = data[i + width] - data[i] + data[i + width + 1] - data[i + 1]
      const strength = Math.sqrt(dx * dx + dy * dy)
      shares[binOf(dx, dy)] += strength
      total += strength
    }
  }
  return shares.map(share => share / total)
}

const slopes = [1, 2, 3].map(i => Math.tan((i * Math.PI) / 8))

/** The eighth of the half circle that contains a direction. */
function binOf(dx: number, dy: number): number {
  const [x, y] = [dx < 0 ? -dx : dx, dy < 0 ? -dy : dy]
  const slope = y / (x + 1e-6)
  const quarter = slope < slopes[0] ? 0 : slope < slopes[1] ? 1 : slope < slopes[2] ? 2 : 3
  return dx * dy >= 0 ? quarter : bins - 1 - quarter
}
