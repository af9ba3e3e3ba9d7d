import type { Float32Tensor, Picture } from '@dfpir/core'
import { crop, type RowSource, toFloat } from '@dfpir/images'
import type { DetectorViews } from './picture-statistics.js'

/** The layout of the detector's views of a picture. */
export interface ViewGrid {
  /** Square crops at full resolution, evenly distributed from edge to edge. */
  readonly crops: {
    /** Side of a crop in pixels. */
    readonly size: number
    readonly rows: number
    readonly columns: number
  }
  /** The longest side of the reduced copy of the whole picture in pixels. */
  readonly whole: number
}

/**
 * Reads the views of a picture of any size. Crops overlap in small pictures, and a picture smaller than a crop is
 * extended by reflection. Only one row of crops is in memory at a time, and only some rows of a large picture are read.
 */
export async function readViews(source: RowSource, grid: ViewGrid, signal?: AbortSignal): Promise<DetectorViews> {
  return { crops: await readCrops(source, grid.crops, signal), whole: await readWhole(source, grid.whole, signal) }
}

/** The crops, row by row of the grid: [rows · columns, size, size, 3]. */
async function readCrops(source: RowSource, grid: ViewGrid['crops'], signal?: AbortSignal): Promise<Float32Tensor> {
  const { size, rows, columns } = grid
  const length = size * size * 3
  const data = new Float32Array(rows * columns * length)
  const height = Math.min(size, source.height)
  let at = 0
  for (const top of starts(source.height, size, rows)) {
    signal?.throwIfAborted()
    const band = await source.readRows(top, height)
    for (const left of starts(source.width, size, columns)) {
      const part = crop(band, { x: left, y: 0, width: size, height: size }, { reflect: true })
      data.set(toFloat(part).data, at)
      at += length
    }
  }
  return { shape: [rows * columns, size, size, 3], data }
}

/** The starts of `count` spans of `size` that are distributed over an axis from end to end; a single one is centred. */
function starts(length: number, size: number, count: number): number[] {
  const room = Math.max(0, length - size)
  return Array.from({ length: count }, (_, i) => Math.round(count === 1 ? room / 2 : (room * i) / (count - 1)))
}

/** The maximum number of the picture's rows and columns to average per row and column of the reduced copy. */
const mostSamples = 4

/** A reduced copy with no side longer than `side`, of means of evenly distributed samples: [height, width, 3]. */
async function readWhole(source: RowSource, side: number, signal?: AbortSignal): Promise<Float32Tensor> {
  const scale = Math.min(1, side / Math.max(source.width, source.height))
  const height = Math.max(1, Math.round(source.height * scale))
  const columns = spans(source.width, Math.max(1, Math.round(source.width * scale)))
  const data = new Float32Array(height * columns.length * 3)
  for (const [row, span] of spans(source.height, height).entries()) {
    signal?.throwIfAborted()
    for (const y of span) {
      addRow(data.subarray(row * columns.length * 3), columns, await source.readRows(y, 1), 1 / span.length)
    }
  }
  return { shape: [height, columns.length, 3], data }
}

/** The sample positions in each of `count` equal parts of an axis. */
function spans(length: number, count: number): number[][] {
  return Array.from({ length: count }, (_, i) => {
    const [from, to] = [(i * length) / count, ((i + 1) * length) / count]
    const samples = Math.min(mostSamples, Math.max(1, Math.floor(to - from)))
    return Array.from({ length: samples }, (_, n) => Math.floor(from + ((n + 0.5) * (to - from)) / samples))
  })
}

function addRow(to: Float32Array, columns: readonly number[][], row: Picture, weight: number): void {
  const { channels, depth, data } = row
  const [green, blue] = channels < 3 ? [0, 0] : [1, 2]
  for (const [column, span] of columns.entries()) {
    const share = weight / span.length / (2 ** depth - 1)
    for (const x of span) {
      to[column * 3] += share * data[x * channels]
      to[column * 3 + 1] += share * data[x * channels + green]
      to[column * 3 + 2] += share * data[x * channels + blue]
    }
  }
}
