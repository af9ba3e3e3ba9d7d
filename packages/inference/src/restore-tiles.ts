import type { Float32Tensor, Picture } from '@dfpir/core'
import { fromFloat, toFloat } from '@dfpir/images'
import { cropPicture } from './crop-picture.js'
import { featherWeights } from './feather.js'
import type { TilePlan } from './plan-tiles.js'

/** Gives a tile's residual: [1, H, W, 3] → [1, H, W, 3]. */
export type TileNetwork = (tile: Float32Tensor) => Promise<Float32Tensor>

export interface RestoreTilesOptions {
  plan: TilePlan
  /** The plan's overlap: over how many pixels neighbours are blended. */
  overlap: number
  network: TileNetwork
  /** Called with the tiles done so far, 0 at first, and their total. */
  onProgress?: (done: number, total: number) => void
  signal?: AbortSignal
}

/**
 * Restores a picture tile by tile: each tile (reflected where it reaches beyond the picture) plus its residual,
 * blended with its neighbours in float32. Rows that no later tile touches are finished at once, so that the floats of
 * one row of tiles are all that is held beside the picture. Alpha is passed through.
 */
export async function restoreTiles(picture: Picture, options: RestoreTilesOptions): Promise<Picture> {
  const { plan, overlap, network, onProgress, signal } = options
  const { columns, rows } = plan
  const weights = { columns: featherWeights(columns, overlap), rows: featherWeights(rows, overlap) }
  const total = columns.starts.length * rows.starts.length
  const band = new Band(picture, plan)
  onProgress?.(0, total)
  for (const [row, y] of rows.starts.entries()) {
    for (const [column, x] of columns.starts.entries()) {
      signal?.throwIfAborted()
      const crop = cropPicture(picture, { x, y, width: columns.size, height: rows.size })
      const tile = toFloat(crop).rgb.data // [H, W, 3]
      const residual = await network({ shape: [1, rows.size, columns.size, 3], data: tile })
      band.add({ x, tile, residual: residual.data, across: weights.columns[column], down: weights.rows[row] })
      onProgress?.(row * columns.starts.length + column + 1, total)
    }
    band.finish(rows.starts[row + 1] ?? picture.height)
  }
  return band.result
}

interface BandTile {
  x: number
  tile: Float32Array // [H, W, 3]
  residual: Float32Array // [H, W, 3]
  across: Float32Array // [W]
  down: Float32Array // [H]
}

/** Sums of weighted tiles for the rows of one row of tiles, and the picture that finished rows are written to. */
class Band {
  readonly result: Picture
  private readonly width: number
  private readonly sums: Float32Array // [rows.size, width, 3]
  private top = 0

  constructor(
    private readonly picture: Picture,
    { columns, rows }: TilePlan,
  ) {
    const { data } = picture
    this.result = {
      ...picture,
      data: data instanceof Uint16Array ? new Uint16Array(data.length) : new Uint8Array(data.length),
    }
    this.width = columns.starts[columns.starts.length - 1] + columns.size
    this.sums = new Float32Array(rows.size * this.width * 3)
  }

  add({ x, tile, residual, across, down }: BandTile): void {
    let from = 0
    for (let row = 0; row < down.length; row++) {
      let to = (row * this.width + x) * 3
      for (let column = 0; column < across.length; column++) {
        const weight = down[row] * across[column]
        for (let channel = 0; channel < 3; channel++, from++, to++)
          this.sums[to] += weight * (tile[from] + residual[from])
      }
    }
  }

  /** Writes the rows above `bottom` to the result, and makes room below. */
  finish(bottom: number): void {
    const { width, height, channels } = this.picture
    const rows = Math.min(bottom, height) - this.top
    const original = cropPicture(this.picture, { x: 0, y: this.top, width, height: rows })
    const alpha = channels % 2 === 0 ? toFloat(original).alpha : undefined
    const restored = fromFloat({ shape: [rows, width, 3], data: this.cropped(rows) }, alpha, original)
    this.result.data.set(restored.data, this.top * width * channels)
    this.sums.copyWithin(0, rows * this.width * 3)
    this.sums.fill(0, this.sums.length - rows * this.width * 3)
    this.top += rows
  }

  /** The first rows without the padding on the right. */
  private cropped(rows: number): Float32Array {
    const { width } = this.picture
    const data = new Float32Array(rows * width * 3)
    for (let row = 0; row < rows; row++) {
      const start = row * this.width * 3
      data.set(this.sums.subarray(start, start + width * 3), row * width * 3)
    }
    return data
  }
}
