import type { Float32Tensor, Random } from '@dfpir/core'
import { guidedFilter, imageSize, type Plane } from '@dfpir/images'

/**
 * A smaller picture is treated as part of a scene with sides of at least this many pixels. Photographs of BSD400 are
 * whole scenes.
 */
const frame = 320

/** Cells of the large-scale variation across the picture. */
const cells = 4

/**
 * Makes up a plausible depth for a photograph without one: near at the bottom, far at the top, with large-scale
 * variation and the edges of the picture's brightness (a bright sky is behind dark trees). A small picture, such as a
 * training patch, is treated as a random part of a larger one, so its depth varies no more than a part's.
 *
 *     d = clip(G(0.75·(1 − v)^p + 0.25·n(u, v)), 0, 1),  ½ ≤ p ≤ 3/2
 *
 * (u, v) is the position in the larger picture, 0 … 1, n is smooth noise, and G is the guided filter with the picture's
 * luma.
 *
 * @param image values 0 … 1, [H, W, 3].
 * @returns 0 (near) … 1 (far)
 */
export function plausibleDepth(image: Float32Tensor, random: Random): Plane {
  const { width, height } = imageSize(image)
  const wide = Math.max(width, frame)
  const high = Math.max(height, frame)
  const left = random.uniform(0, wide - width)
  const top = random.uniform(0, high - height)
  const power = random.uniform(0.5, 1.5)
  const noise = smoothNoise(random, cells)
  const data = new Float32Array(width * height)
  for (let y = 0; y < height; y++) {
    const v = (top + y) / high
    const slope = 0.75 * (1 - v) ** power
    for (let x = 0; x < width; x++) data[y * width + x] = slope + 0.25 * noise((left + x) / wide, v)
  }
  const radius = Math.round(Math.min(wide, high) / 12)
  const { data: depth } = guidedFilter({ width, height, data }, luma(image), radius, 0.01)
  return { width, height, data: depth.map(value => Math.min(Math.max(value, 0), 1)) }
}

/** Brightness with the weights of BT.601. */
export function luma(image: Float32Tensor): Plane {
  const { width, height } = imageSize(image)
  const data = new Float32Array(width * height)
  for (let i = 0, from = 0; i < data.length; i++, from += 3) {
    data[i] = 0.299 * image.data[from] + 0.587 * image.data[from + 1] + 0.114 * image.data[from + 2]
  }
  return { width, height, data }
}

/**
 * A smooth function of 0 ≤ u, v < 1 with values 0 … 1: random numbers on a grid of `cells` × `cells`, interpolated with
 * 3t² − 2t³.
 */
export function smoothNoise(random: Random, cells: number): (u: number, v: number) => number {
  const side = cells + 1
  const grid = Float64Array.from({ length: side * side }, () => random.uniform())
  const blend = (a: number, b: number, t: number) => a + (b - a) * t * t * (3 - 2 * t)
  return (u, v) => {
    const column = Math.floor(u * cells)
    const row = Math.floor(v * cells)
    const at = row * side + column
    const above = blend(grid[at], grid[at + 1], u * cells - column)
    const below = blend(grid[at + side], grid[at + side + 1], u * cells - column)
    return blend(above, below, v * cells - row)
  }
}
