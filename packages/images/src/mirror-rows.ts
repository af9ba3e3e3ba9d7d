import { crop, pickRows, reflectIndex } from './crop.js'
import type { RowSink, RowSource } from './rows.js'

/** Extends a source by `margin` pixels on each side, by reflection ({@link reflectIndex}). */
export function mirrorRows(source: RowSource, margin: number): RowSource {
  if (margin === 0) return source
  const width = source.width + 2 * margin
  return {
    width,
    height: source.height + 2 * margin,
    channels: source.channels,
    depth: source.depth,
    readRows: async (top, count) => {
      const rows = Array.from({ length: count }, (_, y) => reflectIndex(top + y - margin, source.height))
      const first = rows.reduce((least, row) => Math.min(least, row), source.height)
      const last = rows.reduce((most, row) => Math.max(most, row), 0)
      const strip = await source.readRows(first, last + 1 - first)
      return pickRows(
        strip,
        rows.map(row => row - first),
        -margin,
        width,
      )
    },
  }
}

/**
 * Accepts the rows of a picture with such a margin, and passes on those of the picture itself, which has `height` rows.
 */
export function withoutMargin(sink: RowSink, margin: number, height: number): RowSink {
  if (margin === 0) return sink
  let next = -margin
  return {
    writeRows: async rows => {
      const first = Math.max(0, -next)
      const end = Math.min(rows.height, height - next)
      next += rows.height
      if (first >= end) return
      const part = { x: margin, y: first, width: rows.width - 2 * margin, height: end - first }
      await sink.writeRows(crop(rows, part))
    },
  }
}
