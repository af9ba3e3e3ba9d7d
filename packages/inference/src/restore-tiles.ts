import type { Float32Tensor, Picture } from '@dfpir/core'
import { crop, type RowSink, type RowSource, rowsOf, toFloat } from '@dfpir/images'
import type { TilePlan } from './plan-tiles.js'
import { ResidualBand } from './residual-band.js'

/** Computes a tile's residual: [1, H, W, 3] → [1, H, W, 3]. */
export type TileNetwork = (tile: Float32Tensor) => Promise<Float32Tensor>

export interface RestoreTilesOptions {
  plan: TilePlan
  /** The plan's overlap: the width of the blend between neighbours, in pixels. */
  overlap: number
  network: TileNetwork
  /** Called with the number of finished tiles, at first 0, and their total. */
  onProgress?: (done: number, total: number) => void
  signal?: AbortSignal
}

/** A tile, and the rows of the picture from which it was cut. */
interface Tile {
  readonly row: number
  readonly column: number
  readonly strip: Picture
  /** Number of rows of the strip above the tile. */
  readonly above: number
  readonly input: Float32Tensor // [1, H, W, 3]
}

/**
 * Restores a picture tile by tile. Tiles that reach beyond the picture are filled by reflection. Their residuals are
 * blended in float32 and added to the picture. One row of tiles is read at a time, rows that no later tile touches are
 * written immediately, and the next tile is cut while the network works.
 */
export async function restoreTiles(source: RowSource, sink: RowSink, options: RestoreTilesOptions): Promise<void> {
  const { plan, overlap, network, onProgress, signal } = options
  const { columns, rows } = plan
  const total = columns.starts.length * rows.starts.length
  const band = new ResidualBand(plan, overlap)
  const tiles = cutTiles(source, plan)
  onProgress?.(0, total)
  for (let done = 1, next = await tiles.next(); !next.done; done++) {
    signal?.throwIfAborted()
    const tile: Tile = next.value
    const [residual, following] = await both(network(tile.input), tiles.next())
    band.add(tile.row, tile.column, residual.data)
    if (tile.column === columns.starts.length - 1) {
      await writeFinished(sink, tile, band, finishedRows(source, plan, tile.row))
    }
    onProgress?.(done, total)
    next = following
  }
  signal?.throwIfAborted()
}

/** Waits for both results, even if one fails. */
async function both<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([first, second])
  return Promise.all([first, second])
}

async function* cutTiles(source: RowSource, { multipleOf, columns, rows }: TilePlan): AsyncGenerator<Tile, undefined> {
  for (const [row, y] of rows.starts.entries()) {
    const top = Math.max(0, Math.min(y, source.height - multipleOf)) // enough rows for the reflection
    const strip = await source.readRows(top, Math.min(y + rows.size, source.height) - top)
    for (const [column, x] of columns.starts.entries()) {
      const place = { x, y: y - top, width: columns.size, height: rows.size }
      const { shape, data } = toFloat(crop(strip, place, { reflect: true }))
      const input = { shape: [1, ...shape], data }
      yield { row, column, strip, above: y - top, input }
    }
  }
}

/** Counts the rows of a row of tiles that no later one touches. */
function finishedRows({ height }: RowSource, { rows }: TilePlan, row: number): number {
  return Math.min(rows.starts[row + 1] ?? height, height) - rows.starts[row]
}

/** Number of rows to convert at once. */
const portion = 64

/** Adds the first rows of the band to those of its strip, and writes them. */
async function writeFinished(sink: RowSink, { strip, above }: Tile, band: ResidualBand, count: number): Promise<void> {
  const { readRows } = rowsOf(strip)
  for (let top = 0; top < count; top += portion) {
    const rows = await readRows(above + top, Math.min(portion, count - top))
    await sink.writeRows(band.addTo(rows, top))
  }
  band.advance(count)
}
