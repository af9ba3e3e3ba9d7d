import { filterLines, type Plane } from '@dfpir/images'

/** Halves a plane in width and height: each pixel is the mean of four. */
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

/** The mean of the square of 2 · `radius` + 1 pixels around each pixel. The nearest pixels extend the edges. */
export function paddedBoxMean(plane: Plane, radius: number): Plane {
  const weight = 1 / (2 * radius + 1)
  return filterLines(plane, (from, to, start, step, count) => {
    const end = start + (count - 1) * step
    const reach = radius * step
    let sum = (radius + 1) * from[start]
    for (let i = 1; i <= radius; i++) sum += from[Math.min(start + i * step, end)]
    for (let at = start; at <= end; at += step) {
      to[at] = sum * weight
      sum += from[Math.min(at + reach + step, end)] - from[Math.max(at - reach, start)]
    }
  })
}
