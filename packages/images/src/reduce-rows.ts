import type { Picture } from '@dfpir/core'
import { fromFloat, toFloat } from './float-image.js'
import { type RowSource, readStrips } from './rows.js'

/**
 * Makes a smaller copy of a picture that is read by rows: 16-bit RGB, each pixel the mean of the area that it covers.
 *
 * @param size at most the source's
 * @throws the signal's reason if it was aborted
 */
export async function reduceRows(
  source: RowSource,
  { width, height }: { width: number; height: number },
  signal?: AbortSignal,
): Promise<Picture> {
  const columns = sharesOf(source.width, width)
  const lines = sharesOf(source.height, height)
  const sums = new Float32Array(height * width * 3)
  for await (const { top, rows } of readStrips(source, { signal })) {
    const { data } = toFloat(rows)
    for (let y = 0; y < rows.height; y++) {
      const line = reduceLine(data.subarray(y * source.width * 3, (y + 1) * source.width * 3), columns, width)
      const { cell, inside, beyond } = lines[top + y]
      addLine(sums, line, cell, inside)
      if (beyond > 0) addLine(sums, line, cell + 1, beyond)
    }
  }
  return fromFloat({ shape: [height, width, 3], data: sums }, 16)
}

/** The weight of a sample in the mean of the cell where it begins, and in that of the next cell. */
interface Share {
  readonly cell: number
  readonly inside: number
  readonly beyond: number
}

/** Distributes `length` samples over at most as many `cells` of equal length. */
function sharesOf(length: number, cells: number): Share[] {
  return Array.from({ length }, (_, index) => {
    const cell = Math.floor((index * cells) / length)
    const inside = Math.min(cells, (cell + 1) * length - index * cells)
    return { cell, inside: inside / length, beyond: (cells - inside) / length }
  })
}

function reduceLine(line: Float32Array, shares: readonly Share[], cells: number): Float32Array {
  const reduced = new Float32Array(cells * 3)
  for (let x = 0, from = 0; x < shares.length; x++) {
    const { cell, inside, beyond } = shares[x]
    for (let to = cell * 3; to < cell * 3 + 3; to++, from++) {
      reduced[to] += inside * line[from]
      if (beyond > 0) reduced[to + 3] += beyond * line[from]
    }
  }
  return reduced
}

function addLine(sums: Float32Array, line: Float32Array, row: number, weight: number): void {
  const start = row * line.length
  for (let i = 0; i < line.length; i++) sums[start + i] += weight * line[i]
}
