import type { Picture } from '@dfpir/core'
import { emptySamples } from './convert-picture.js'
import { cropPicture } from './crop-picture.js'
import { reflectIndex } from './reflect.js'
import type { RowSink, RowSource } from './row-source.js'

/** A source with `margin` pixels more on each side, its reflection as {@link reflectIndex} has it. */
export function mirrorRows(source: RowSource, margin: number): RowSource {
  if (margin === 0) return source
  const width = source.width + 2 * margin
  const columns = Array.from({ length: width }, (_, x) => reflectIndex(x - margin, source.width))
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
      return pick(
        strip,
        rows.map(row => row - first),
        columns,
      )
    },
  }
}

/** The picture that consists of some rows and columns of another one. */
function pick(picture: Picture, rows: readonly number[], columns: readonly number[]): Picture {
  const { channels, depth } = picture
  const data = emptySamples(rows.length * columns.length * channels, depth)
  let to = 0
  for (const row of rows) {
    for (const column of columns) {
      const from = (row * picture.width + column) * channels
      for (let channel = 0; channel < channels; channel++) data[to++] = picture.data[from + channel]
    }
  }
  return { width: columns.length, height: rows.length, channels, depth, data }
}

/** Takes the rows of a picture with such a margin, and passes on those of the picture, which is `height` rows high. */
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
      await sink.writeRows(cropPicture(rows, part))
    },
  }
}
