/** Positions and size of the tiles along one axis. */
export interface AxisPlan {
  /** Samples per tile, a multiple of the plan's `multipleOf`, the same for all tiles. */
  readonly size: number
  /** First sample of each tile, ascending multiples of `multipleOf`. The last tile may end less than one multiple beyond the axis. */
  readonly starts: readonly number[]
}

/** Tiles of one shape that cover a picture. */
export interface TilePlan {
  /** Sizes and positions are multiples of this. */
  readonly multipleOf: number
  readonly columns: AxisPlan
  readonly rows: AxisPlan
}

/** Maximum area of a tile. Its shape is chosen to minimize the overlaps. */
export interface TileArea {
  /** Maximum number of pixels of a tile and of the data kept beside it. */
  readonly area: number
  /**
   * Data kept beside a tile, in pixels per pixel of its row of tiles, which spans the whole picture.
   *
   * @default 0
   */
  readonly strip?: number
}

/** Maximum size of tiles: `off` makes the whole picture one tile, a number is the longest side in pixels. */
export type TileLimit = 'off' | number | TileArea

export interface PlanOptions {
  width: number
  height: number
  limit: TileLimit
  /** Sizes and positions must be multiples of this, because networks halve their pictures several times. */
  multipleOf: number
  /** Minimum overlap of neighbours in pixels, rounded up to such a multiple. */
  overlap: number
}

/**
 * Plans tiles of one shape: as few as the limit allows, no larger than needed, and spread evenly, so tiles at the
 * picture's edges are shifted inward. A picture within the limit is one tile.
 */
export function planTiles({ width, height, limit, multipleOf, overlap }: PlanOptions): TilePlan {
  const axes = { columns: roundUp(width, multipleOf), rows: roundUp(height, multipleOf) }
  const settings = { common: roundUp(overlap, multipleOf), multipleOf }
  if (typeof limit === 'object') return leastWork(axes.columns, axes.rows, limit, settings)
  const plan = (length: number) => (limit === 'off' ? split(length, 1, settings) : within(length, limit, settings))
  return { multipleOf, columns: plan(axes.columns), rows: plan(axes.rows) }
}

interface AxisSettings {
  readonly multipleOf: number
  /** Minimum overlap of neighbours, a multiple of `multipleOf`. */
  readonly common: number
}

/** Splits an axis of `length` samples (a multiple) into `count` tiles. */
function split(length: number, count: number, { common, multipleOf }: AxisSettings): AxisPlan {
  const size = Math.min(length, roundUp((length + (count - 1) * common) / count, multipleOf))
  if (size === length) return { size, starts: [0] }
  const last = (length - size) / multipleOf
  const starts = Array.from({ length: count }, (_, index) => multipleOf * Math.round((index * last) / (count - 1)))
  return { size, starts }
}

/** Returns the fewest tiles that are at most `limit` long (at least one multiple) and overlap by at most half their length. */
function within(length: number, limit: number, settings: AxisSettings): AxisPlan {
  const { common, multipleOf } = settings
  const size = Math.max(multipleOf, multipleOf * Math.floor(limit / multipleOf))
  if (length <= size) return split(length, 1, settings)
  const shared = Math.min(common, multipleOf * Math.floor(size / 2 / multipleOf))
  return split(length, Math.ceil((length - shared) / (size - shared)), { common: shared, multipleOf })
}

/** Returns the plan within the area that has the fewest pixels in all tiles together. */
function leastWork(width: number, height: number, { area, strip = 0 }: TileArea, settings: AxisSettings): TilePlan {
  const { multipleOf, common } = settings
  const side = Math.sqrt(area)
  const limitOfRows = (columns: AxisPlan) => area / (columns.size + strip * width)
  const square = within(width, side, settings)
  let best = { multipleOf, columns: square, rows: within(height, Math.min(side, limitOfRows(square)), settings) }
  for (let count = 1; count <= width / multipleOf; count++) {
    const columns = split(width, count, settings)
    if (columns.size < 2 * common) break
    const rows = within(height, limitOfRows(columns), settings)
    const plan = { multipleOf, columns, rows }
    if (limitOfRows(columns) >= rows.size && work(plan) < work(best)) best = plan
  }
  return best
}

/** Counts the pixels of all tiles together. */
function work({ columns, rows }: TilePlan): number {
  return columns.size * columns.starts.length * rows.size * rows.starts.length
}

/** Returns the smallest multiple of `multiple` that is at least `size`. */
export function roundUp(size: number, multiple: number): number {
  return Math.ceil(size / multiple) * multiple
}
