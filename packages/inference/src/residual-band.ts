import type { Picture } from '@dfpir/core'
import { toFloat, withColours } from '@dfpir/images'
import type { AxisPlan, TilePlan } from './plan-tiles.js'

/** The weighted sum of the residuals of one row of tiles and of the overlapping earlier rows. */
export class ResidualBand {
  private readonly width: number
  private readonly sums: Float32Array // [rows.size, width, 3]
  private readonly across: readonly Float32Array[] // a weight per column of each tile
  private readonly down: readonly Float32Array[]

  constructor(
    private readonly plan: TilePlan,
    overlap: number,
  ) {
    const { columns, rows } = plan
    this.across = featherWeights(columns, overlap)
    this.down = featherWeights(rows, overlap)
    this.width = columns.starts[columns.starts.length - 1] + columns.size
    this.sums = new Float32Array(rows.size * this.width * 3)
  }

  /** Adds a tile's residual [H, W, 3], weighted. */
  add(row: number, column: number, residual: Float32Array): void {
    const [across, down] = [this.across[column], this.down[row]]
    const left = this.plan.columns.starts[column]
    for (let y = 0, from = 0; y < down.length; y++) {
      let to = (y * this.width + left) * 3
      for (let x = 0; x < across.length; x++) {
        const weight = down[y] * across[x]
        for (let channel = 0; channel < 3; channel++) this.sums[to++] += weight * residual[from++]
      }
    }
  }

  /** Adds the residual to rows of the picture, the first of which is row `top` of the band. Alpha stays unchanged. */
  addTo(rows: Picture, top: number): Picture {
    const image = toFloat(rows)
    const stride = rows.width * 3
    for (let y = 0, to = 0; y < rows.height; y++) {
      const from = (top + y) * this.width * 3
      for (let x = 0; x < stride; x++) image.data[to++] += this.sums[from + x]
    }
    return withColours(rows, image)
  }

  /** Drops the first rows and makes room below. */
  advance(count: number): void {
    this.sums.copyWithin(0, count * this.width * 3)
    this.sums.fill(0, this.sums.length - count * this.width * 3)
  }
}

/**
 * Returns the weight of each tile at each of its samples along an axis. Weights rise linearly from the tile's edge over
 * `overlap` samples, except at the ends of the axis, and are divided by the sum over all tiles, so at every sample the
 * weights of the tiles that contain it add up to 1. The weight of a pixel is the product over both axes.
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
