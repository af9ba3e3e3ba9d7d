import type { Random } from '@dfpir/core'
import { filterLines, type GreyPicture, type LineFilter, type Plane, type RgbPicture, rgbPicture } from '@dfpir/images'

/** The placement of a layer of rendered streaks over a picture. */
export interface StreakPlacement {
  /** The position in the layer, in pixels, that is placed at the picture's centre. */
  readonly x: number
  readonly y: number
  /** Scale of the streaks relative to the layer. */
  readonly scale: number
  /** Additional factor of the layer's height, at least 1: streaks of a longer exposure. */
  readonly stretch: number
  /** Clockwise rotation of the layer in degrees. */
  readonly turn: number
  /** Whether the layer is mirrored horizontally. */
  readonly mirrored: boolean
  /** Factor of the layer's values. */
  readonly brightness: number
  /** Weight, 0 … ⅓, of each neighbour in a mean of three pixels across and along. */
  readonly blur: number
}

/**
 * Adds layers of rendered drops, such as those of Garg and Nayar (Photorealistic rendering of rain streaks, SIGGRAPH
 * 2006), to a picture, as Rain100L was made (Yang et al., Deep joint rain detection and removal from a single image,
 * CVPR 2017):
 *
 *     y = clip(x + Σ m, 0, 1)
 *
 * on sRGB values, equally in all three colours. Each layer is placed at random ({@link drawPlacements}).
 */
export function addRenderedRain(picture: RgbPicture, layers: readonly GreyPicture[], random: Random): RgbPicture {
  const { width, height, data } = picture
  const placements = drawPlacements(layers, random)
  const masks = layers.map((layer, index) => placeStreaks(layer, width, height, placements[index]))
  const rainy = new Uint8Array(data.length)
  for (let pixel = 0, i = 0; pixel < width * height; pixel++) {
    let light = 0
    for (const mask of masks) light += mask[pixel]
    for (const end = i + 3; i < end; i++) rainy[i] = Math.min(data[i] + light * 255 + 0.5, 255)
  }
  return rgbPicture(width, height, rainy)
}

/**
 * Draws the placements of the layers of one rain: all have the same slant to within 2°, and one rain in ten has any
 * angle. The factor of the brightness, whose median is 0.7, covers Rain100L, whose streaks are about half as bright as
 * the rendered ones; further layers are fainter.
 */
export function drawPlacements(layers: readonly GreyPicture[], random: Random): StreakPlacement[] {
  const turn = random.uniform() < 0.9 ? random.uniform(-25, 25) : random.uniform(-90, 90)
  const mirrored = random.uniform() < 0.5
  const scale = 0.5 * 2.8 ** random.uniform()
  const stretch = random.uniform(1, 1.9)
  const brightness = Math.min(Math.max(0.7 * Math.exp(random.normal(0, 0.4)), 0.25), 1.4)
  return layers.map(({ width, height }, index) => ({
    x: random.uniform(0, width),
    y: random.uniform(0, height),
    stretch,
    scale: Math.min(Math.max(scale * random.uniform(0.8, 1.25), 0.5), 1.5),
    turn: turn + random.normal(0, 2),
    mirrored,
    brightness: brightness * (index === 0 ? 1 : random.uniform(0.5, 1)),
    blur: random.uniform() < 0.3 ? random.uniform(0, 0.3) : 0,
  }))
}

/**
 * Places a layer of streaks over a picture. The layer repeats beyond its edges.
 *
 * @returns the light that it adds, [height, width], 0 … `brightness`
 */
export function placeStreaks(
  layer: GreyPicture,
  width: number,
  height: number,
  placement: StreakPlacement,
): Float32Array {
  const { x, y, scale, stretch, turn, mirrored, brightness, blur } = placement
  const taps = scale < 1 ? 2 : 1 // per side: a pixel covers up to 2 × 2 pixels of the layer
  const radians = (turn * Math.PI) / 180
  const [cosine, sine] = [Math.cos(radians) / scale, Math.sin(radians) / scale]
  const data = new Float32Array(width * height)
  const weight = brightness / (2 ** layer.depth - 1) / taps ** 2
  for (let tap = 0; tap < taps ** 2; tap++) {
    const shiftX = ((tap % taps) + 0.5) / taps - width / 2
    const shiftY = (Math.floor(tap / taps) + 0.5) / taps - height / 2
    for (let row = 0, to = 0; row < height; row++) {
      for (let column = 0; column < width; column++, to++) {
        const across = (column + shiftX) * (mirrored ? -1 : 1)
        const down = row + shiftY
        data[to] +=
          weight *
          wrappedSample(layer, x + cosine * across + sine * down, y + (cosine * down - sine * across) / stretch)
      }
    }
  }
  return blur > 0 ? softened({ width, height, data }, blur).data : data
}

/** The value at a position of a repeating layer, interpolated linearly between the centres of pixels. */
function wrappedSample({ width, height, data }: GreyPicture, x: number, y: number): number {
  const left = Math.floor(x - 0.5)
  const top = Math.floor(y - 0.5)
  const shareX = x - 0.5 - left
  const shareY = y - 0.5 - top
  const x0 = wrap(left, width)
  const y0 = wrap(top, height) * width
  const x1 = x0 + 1 === width ? 0 : x0 + 1
  const y1 = y0 + width === width * height ? 0 : y0 + width
  const above = data[y0 + x0] + shareX * (data[y0 + x1] - data[y0 + x0])
  const below = data[y1 + x0] + shareX * (data[y1 + x1] - data[y1 + x0])
  return above + shareY * (below - above)
}

function wrap(index: number, count: number): number {
  return index >= 0 && index < count ? index : ((index % count) + count) % count
}

/** Mixes each pixel of a plane with its neighbours, in rows and then in columns. */
function softened(plane: Plane, weight: number): Plane {
  const filter: LineFilter = (from, to, start, step, count) => {
    for (let i = 0; i < count; i++) {
      const before = from[start + Math.max(i - 1, 0) * step]
      const after = from[start + Math.min(i + 1, count - 1) * step]
      const middle = from[start + i * step]
      to[start + i * step] = middle + weight * (before + after - 2 * middle)
    }
  }
  return filterLines(plane, filter)
}
