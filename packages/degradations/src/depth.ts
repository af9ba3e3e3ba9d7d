import type { Float32Tensor, Random } from '@dfpir/core'
import { guidedFilter, imageSize, type Plane } from '@dfpir/images'

/** A smaller picture is taken as a part of one with sides of at least so many pixels: BSD400's photographs are whole scenes. */
const frame = 320

/** Cells of the unevenness across the picture. */
const cells = 4

/**
 * A plausible depth for a photograph that comes without one: near at the bottom, far at the top, uneven on a large
 * scale, with the edges of the picture's brightness (a bright sky comes to lie behind dark trees). A small picture, such
 * as a patch for training, is taken as a random part of a larger one, so that its depth differs as little as a part's.
 *
 *     d = clip(G(0.75·(1 − v)^p + 0.25·n(u, v)), 0, 1),  ½ ≤ p ≤ 3/2
 *
 * (u, v) is the place in the larger picture, 0 … 1, n smooth noise, and G the guided filter with the picture's luma.
 *
 * @param image values 0 … 1, [H, W, 3].
 * @returns 0 (near) … 1 (far).
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

/** Brightness by the weights of BT.601. */
export function luma(image: Float32Tensor): Plane {
  const { width, height } = imageSize(image)
  const data = new Float32Array(width * height)
  for (let i = 0, from = 0; i < data.length; i++, from += 3) {
    data[i] = 0.299 * image.data[from] + 0.587 * image.data[from + 1] + 0.114 * image.data[from + 2]
  }
  return { width, height, data }
}

/** A smooth function of 0 ≤ u, v < 1 with values 0 … 1: random numbers on a grid of so many cells, blended by 3t² − 2t³ between them. */
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
