/** A plane of numbers, row by row. */
export interface Plane {
  readonly width: number
  readonly height: number
  readonly data: Float32Array // [height, width]
}

/** Filters a line of `count` numbers from `start` on, `step` apart, from one plane's data to another's. */
export type LineFilter = (from: Float32Array, to: Float32Array, start: number, step: number, count: number) => void

/** Filters the rows of a plane and then its columns. */
export function filterLines({ width, height, data }: Plane, filter: LineFilter): Plane {
  const rows = new Float32Array(data.length)
  for (let y = 0; y < height; y++) filter(data, rows, y * width, 1, width)
  const both = new Float32Array(data.length)
  for (let x = 0; x < width; x++) filter(rows, both, x, width, height)
  return { width, height, data: both }
}
