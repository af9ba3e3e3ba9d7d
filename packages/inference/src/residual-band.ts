import type { Picture } from '@dfpir/core'
import { toFloat, withColours } from '@dfpir/images'
import { featherWeights } from './feather.js'
import type { TilePlan } from './plan-tiles.js'

/** The weighted sum of the residuals of one row of tiles, and of what earlier rows left for it. */
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

  /** Rows of the picture, the first of which is row `top` of the band, with the residual added; alpha as it was. */
  addTo(rows: Picture, top: number): Picture {
    const image = toFloat(rows)
    const stride = rows.width * 3
    for (let y = 0, to = 0; y < rows.height; y++) {
      const from = (top + y) * this.width * 3
      for (let x = 0; x < stride; x++) image.data[to++] += this.sums[from + x]
    }
    return withColours(rows, image)
  }

  /** Drops the first rows, and makes room below. */
  advance(count: number): void {
    this.sums.copyWithin(0, count * this.width * 3)
    this.sums.fill(0, this.sums.length - count * this.width * 3)
  }
}
