import type { Float32Tensor } from '@dfpir/core'
import { cropPicture, type RowSource, toFloat } from '@dfpir/images'

/** Which parts of a picture are looked at: square crops at full resolution, evenly spread from edge to edge. */
export interface CropGrid {
  /** Side of a crop in pixels. */
  readonly size: number
  readonly rows: number
  readonly columns: number
}

/**
 * The crops of a picture, row by row of the grid: [rows · columns, size, size, 3], colours in [0, 1]. They overlap in
 * small pictures; one that is smaller than a crop is continued by reflection. Only a row of crops is in memory at a time.
 */
export async function readCrops(source: RowSource, grid: CropGrid, signal?: AbortSignal): Promise<Float32Tensor> {
  const { size, rows, columns } = grid
  const length = size * size * 3
  const data = new Float32Array(rows * columns * length)
  const height = Math.min(size, source.height)
  let at = 0
  for (const top of starts(source.height, size, rows)) {
    signal?.throwIfAborted()
    const band = await source.readRows(top, height)
    for (const left of starts(source.width, size, columns)) {
      data.set(toFloat(cropPicture(band, { x: left, y: 0, width: size, height: size })).rgb.data, at)
      at += length
    }
  }
  return { shape: [rows * columns, size, size, 3], data }
}

/** Where `count` spans of `size` begin so that the first and the last end at an axis's ends; one stands in the middle. */
function starts(length: number, size: number, count: number): number[] {
  const room = Math.max(0, length - size)
  return Array.from({ length: count }, (_, i) => Math.round(count === 1 ? room / 2 : (room * i) / (count - 1)))
}
