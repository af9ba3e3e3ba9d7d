import type { Float32Tensor, Random } from '@dfpir/core'
import { guidedFilter, imageSize, type Plane } from '@dfpir/images'
import { luma, plausibleDepth, smoothNoise } from './depth.js'

/** The depth, 0 … 1, at position (u, v), 0 … 1, of a scene whose picture has `colour` (3 numbers) there. */
type Scene = (u: number, v: number, colour: Colour) => number

/** A colour, given by an array and a position in it. */
interface Colour {
  readonly data: Float32Array
  readonly at: number
}

/**
 * Makes up a depth of a random kind for a photograph without one: {@link plausibleDepth}, rooms and open ground with
 * boxes, segments of the picture at different distances, and smooth random depths. A small picture, such as a training
 * patch, is treated as a random part of a scene with sides of 320 to 640 pixels, whose farthest point is at 1.
 *
 * @param image values 0 … 1, [H, W, 3].
 * @returns 0 (near) … 1 (far)
 */
export function madeDepth(image: Float32Tensor, random: Random): Plane {
  const make = random.pick([plausibleDepth, room, segments, unevenness])
  return make(image, random)
}

function room(image: Float32Tensor, random: Random): Plane {
  return withEdges(image, depthOf(image, roomScene(random), random), random)
}

function segments(image: Float32Tensor, random: Random): Plane {
  return withEdges(image, depthOf(image, segmentScene(random), random), random)
}

function unevenness(image: Float32Tensor, random: Random): Plane {
  const [coarse, fine] = [smoothNoise(random, 2 + random.integer(4)), smoothNoise(random, 6 + random.integer(8))]
  const share = random.uniform(0, 0.5)
  return withEdges(
    image,
    depthOf(image, (u, v) => (1 - share) * coarse(u, v) + share * fine(u, v), random),
    random,
  )
}

/** The depths of a scene of which the image is a random part. */
function depthOf(image: Float32Tensor, scene: Scene, random: Random): Plane {
  const { width, height } = imageSize(image)
  const side = random.uniform(320, 640)
  const wide = Math.max(width, side)
  const high = Math.max(height, side)
  const left = random.uniform(0, wide - width)
  const top = random.uniform(0, high - height)
  const data = new Float32Array(width * height)
  for (let y = 0, pixel = 0; y < height; y++) {
    for (let x = 0; x < width; x++, pixel++) {
      data[pixel] = scene((left + x) / wide, (top + y) / high, { data: image.data, at: 3 * pixel })
    }
  }
  return { width, height, data }
}

/** Gives two of three depths the picture's edges with a guided filter. */
function withEdges(image: Float32Tensor, depth: Plane, random: Random): Plane {
  if (random.uniform() < 1 / 3) return depth
  const radius = Math.round(random.uniform(4, 24))
  const { data } = guidedFilter(depth, luma(image), radius, 10 ** random.uniform(-4, -2))
  return { ...depth, data: data.map(value => Math.min(Math.max(value, 0), 1)) }
}

/**
 * Ground, ceiling, walls and a back at different distances, some of them missing, with up to six boxes in front. A
 * plane at height h below the eye is at distance h/y where the line of sight falls by y per unit.
 */
function roomScene(random: Random): Scene {
  const open = random.uniform() < 0.4
  const distance = (share: number) => (random.uniform() < share ? random.uniform(0.05, 0.5) : Number.POSITIVE_INFINITY)
  const ground = distance(0.9)
  const [ceiling, left, right] = [0.6, 0.6, 0.6].map(share => distance(open ? share / 4 : share))
  const [middle, horizon] = [random.uniform(0.2, 0.8), random.uniform(0.15, 0.6)]
  const tilt = random.uniform(-0.3, 0.3)
  const boxes = Array.from({ length: random.integer(7) }, () => drawBox(random))
  return (u, v) => {
    const x = u - middle
    const y = v - horizon
    let depth = Math.min(1, 0.85 + tilt * x)
    depth = Math.min(depth, (y > 0 ? ground : ceiling) / Math.abs(y), (x > 0 ? right : left) / Math.abs(x))
    for (const box of boxes) {
      if (u > box.left && u < box.right && v > box.top && v < box.bottom) depth = Math.min(depth, box.depth)
    }
    return depth
  }
}

function drawBox(random: Random) {
  const [x, bottom] = [random.uniform(), random.uniform(0.4, 1.1)]
  const left = x - random.uniform(0.03, 0.25)
  return { left, right: x, top: bottom - random.uniform(0.1, 0.7), bottom, depth: random.uniform(0.05, 0.9) }
}

/** Segments of neighbouring pixels with similar colours, each at a random distance and tilted. */
function segmentScene(random: Random): Scene {
  const colours = random.uniform(0.2, 1)
  const seeds = Array.from({ length: 4 + random.integer(12) }, () => ({
    u: random.uniform(),
    v: random.uniform(),
    colour: [random.uniform(), random.uniform(), random.uniform()] as const,
    depth: random.uniform(),
    tilt: random.uniform(-0.4, 0.4),
  }))
  return (u, v, { data, at }) => {
    let nearest = seeds[0]
    let least = Number.POSITIVE_INFINITY
    for (const seed of seeds) {
      const [r, g, b] = seed.colour
      const hue = (data[at] - r) ** 2 + (data[at + 1] - g) ** 2 + (data[at + 2] - b) ** 2
      const far = (u - seed.u) ** 2 + (v - seed.v) ** 2 + colours * hue
      if (far < least) {
        least = far
        nearest = seed
      }
    }
    return Math.min(Math.max(nearest.depth + nearest.tilt * (nearest.v - v), 0), 1)
  }
}
