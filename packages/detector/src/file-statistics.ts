import type { Plane } from '@dfpir/images'

/**
 * Statistics of the effects of file formats: how much the differences at one of each eight columns and rows exceed the
 * others, as at the borders of JPEG's blocks; the share of equal neighbours; the share of clipped levels.
 */
export function fileStatistics(planes: readonly Plane[]): number[] {
  const ratios = planes.map(plane => [blockiness(plane, 1, plane.width), blockiness(plane, plane.width, 1)])
  const mean = [0, 1].map(axis => ratios.reduce((sum, one) => sum + one[axis], 0) / planes.length)
  const levels = planes.flatMap(levelShares)
  const shares = [0, 1, 2].map(i => levels.filter((_, at) => at % 3 === i).reduce((a, b) => a + b, 0) / planes.length)
  return [...mean, ...shares.map(Math.sqrt)]
}

/** The logarithm of the largest mean second difference of eight positions, relative to the mean of all. */
function blockiness({ width, height, data }: Plane, step: number, across: number): number {
  const [length, lines] = step === 1 ? [width, height] : [height, width]
  const sums = new Float64Array(8)
  const counts = new Float64Array(8)
  for (let line = 0; line < lines; line++) {
    for (let i = 1, at = line * across + step; i < length - 2; i++, at += step) {
      const jump = data[at] - data[at + step]
      const around = (data[at - step] - data[at] + data[at + step] - data[at + 2 * step]) / 2
      sums[i % 8] += Math.abs(jump - around)
      counts[i % 8]++
    }
  }
  const means = sums.map((sum, i) => sum / Math.max(1, counts[i]) + 0.02)
  return Math.log(Math.max(...means) / (means.reduce((a, b) => a + b) / 8))
}

/** The shares of equal neighbours, of black and of white. */
function levelShares({ width, data }: Plane): number[] {
  let [same, black, white] = [0, 0, 0]
  for (let i = width; i < data.length; i++) {
    if (data[i] === data[i - 1]) same++
    if (data[i] < 1.5) black++
    if (data[i] > 253.5) white++
  }
  return [same, black, white].map(count => count / data.length)
}
