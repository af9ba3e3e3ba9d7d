/** Levels of a part of a picture, 0 … 255, row by row. */
export interface Plane {
  readonly width: number
  readonly height: number
  readonly data: Float32Array // [height, width]
}

/** Half as wide and high: each pixel is the mean of four. */
export function halved({ width, height, data }: Plane): Plane {
  const half = { width: width >> 1, height: height >> 1 }
  const result = new Float32Array(half.width * half.height)
  for (let y = 0, to = 0; y < half.height; y++) {
    for (let x = 0, at = 2 * y * width; x < half.width; x++, to++, at += 2) {
      result[to] = (data[at] + data[at + 1] + data[at + width] + data[at + width + 1]) / 4
    }
  }
  return { ...half, data: result }
}

/** The mean of the square of 2 · `radius` + 1 pixels around each pixel; beyond the edges the nearest pixels count. */
export function boxMean(plane: Plane, radius: number): Plane {
  const { width, height } = plane
  const rows = new Float32Array(plane.data.length)
  const data = new Float32Array(plane.data.length)
  for (let y = 0; y < height; y++) slideMean(plane.data, rows, { start: y * width, step: 1, count: width, radius })
  for (let x = 0; x < width; x++) slideMean(rows, data, { start: x, step: width, count: height, radius })
  return { width, height, data }
}

interface Line {
  readonly start: number
  readonly step: number
  readonly count: number
  readonly radius: number
}

function slideMean(from: Float32Array, to: Float32Array, { start, step, count, radius }: Line): void {
  const end = start + (count - 1) * step
  const reach = radius * step
  const weight = 1 / (2 * radius + 1)
  let sum = (radius + 1) * from[start]
  for (let i = 1; i <= radius; i++) sum += from[Math.min(start + i * step, end)]
  for (let at = start; at <= end; at += step) {
    to[at] = sum * weight
    const entering = at + reach + step
    const leaving = at - reach
    sum += from[Math.min(entering, end)] - from[Math.max(leaving, start)]
  }
}
