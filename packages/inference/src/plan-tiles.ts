import { roundUp } from './round-up.js'

/** Sizes and positions of tiles are multiples of this: the network halves its picture three times. */
export const alignment = 8

/** Where the tiles of one axis begin, and how long each is. */
export interface AxisPlan {
  /** Samples per tile: a multiple of 8, the same for all. */
  readonly size: number
  /** First sample of each tile, ascending: multiples of 8. The last tile may end up to 7 samples beyond the axis. */
  readonly starts: readonly number[]
}

/** Tiles of one shape that cover a picture. */
export interface TilePlan {
  readonly columns: AxisPlan
  readonly rows: AxisPlan
}

/** The most that a tile may take; its shape is chosen so that the tiles have least in common. */
export interface TileArea {
  /** Pixels of a tile, and of what is held beside it. */
  readonly area: number
  /** What is held beside a tile, in pixels per pixel of its row of tiles: rows across the whole picture. Default: 0. */
  readonly strip?: number
}

/** How large tiles may be: `off` makes the whole picture one tile, a number is the longest side in pixels. */
export type TileLimit = 'off' | number | TileArea

export interface PlanOptions {
  width: number
  height: number
  limit: TileLimit
  /** The least that neighbours have in common, in pixels; rounded up to a multiple of 8. */
  overlap: number
}

/**
 * Plans tiles of one shape: as few as the limit allows, no larger than needed, spread evenly, so that those at the
 * picture's edges are shifted inward. A picture within the limit is one tile.
 */
export function planTiles({ width, height, limit, overlap }: PlanOptions): TilePlan {
  const axes = { columns: roundUp(width, alignment), rows: roundUp(height, alignment) }
  const common = roundUp(overlap, alignment)
  if (limit === 'off') return { columns: split(axes.columns, 1, common), rows: split(axes.rows, 1, common) }
  if (typeof limit === 'object') return leastWork(axes.columns, axes.rows, limit, common)
  return { columns: within(axes.columns, limit, common), rows: within(axes.rows, limit, common) }
}

/** An axis of `length` samples (a multiple of 8) in `count` tiles. */
function split(length: number, count: number, common: number): AxisPlan {
  const size = Math.min(length, roundUp((length + (count - 1) * common) / count, alignment))
  if (size === length) return { size, starts: [0] }
  const last = (length - size) / alignment
  const starts = Array.from({ length: count }, (_, index) => alignment * Math.round((index * last) / (count - 1)))
  return { size, starts }
}

/** The fewest tiles that are at most `limit` long (8 at least) and share at most half their length. */
function within(length: number, limit: number, common: number): AxisPlan {
  const size = Math.max(alignment, alignment * Math.floor(limit / alignment))
  if (length <= size) return split(length, 1, common)
  const shared = Math.min(common, alignment * Math.floor(size / 2 / alignment))
  return split(length, Math.ceil((length - shared) / (size - shared)), shared)
}

/** Of all plans within the area, the one with the fewest pixels in all tiles together. */
function leastWork(width: number, height: number, { area, strip = 0 }: TileArea, common: number): TilePlan {
  const side = Math.sqrt(area)
  const limitOfRows = (columns: AxisPlan) => area / (columns.size + strip * width)
  const square = within(width, side, common)
  let best = { columns: square, rows: within(height, Math.min(side, limitOfRows(square)), common) }
  for (let count = 1; count <= width / alignment; count++) {
    const columns = split(width, count, common)
    if (columns.size < 2 * common) break
    const rows = within(height, limitOfRows(columns), common)
    const plan = { columns, rows }
    if (limitOfRows(columns) >= rows.size && work(plan) < work(best)) best = plan
  }
  return best
}

/** Pixels in all tiles together. */
function work({ columns, rows }: TilePlan): number {
  return columns.size * columns.starts.length * rows.size * rows.starts.length
}
