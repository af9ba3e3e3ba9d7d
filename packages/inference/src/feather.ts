import type { AxisPlan } from './plan-tiles.js'

/**
 * How much each tile counts at each of its samples, per tile of an axis: rising linearly from the tile's edge over
 * `overlap` samples, except at the ends of the axis, and divided by the sum over all tiles, so that at every sample
 * the weights of the tiles that hold it add up to 1. The weight of a pixel is the product over both axes.
 */
export function featherWeights({ size, starts }: AxisPlan, overlap: number): Float32Array[] {
  const length = starts[starts.length - 1] + size
  const sums = new Float64Array(length)
  const raw = starts.map(start => {
    const ramp = Float64Array.from({ length: size }, (_, i) => rampAt(i, { start, size, length, overlap }))
    for (let i = 0; i < size; i++) sums[start + i] += ramp[i]
    return ramp
  })
  return raw.map((ramp, tile) => Float32Array.from(ramp, (weight, i) => weight / sums[starts[tile] + i]))
}

interface Ramp {
  start: number
  size: number
  length: number
  overlap: number
}

function rampAt(index: number, { start, size, length, overlap }: Ramp): number {
  const left = start === 0 ? 1 : (index + 0.5) / overlap
  const right = start + size === length ? 1 : (size - index - 0.5) / overlap
  return Math.min(1, left, right)
}
