import type { Random } from '@dfpir/core'
import { filterLines, type Plane } from '@dfpir/images'

/** The look of noise, independent of its strength. */
export interface NoiseLook {
  /**
   * Correlation between the colours, 0 (independent) to 1 (grey noise).
   *
   * @default 0
   */
  readonly colours?: number
  /**
   * Standard deviation in pixels of the Gaussian that blurs the colours' common part.
   *
   * @default 0
   */
  readonly blur?: number
  /**
   * Standard deviation in pixels of the Gaussian that blurs each colour's own part.
   *
   * @default the value of `blur`
   */
  readonly colourBlur?: number
  /**
   * Factor of at least 1 by which the noise is enlarged, as in a picture that was enlarged.
   *
   * @default 1
   */
  readonly scale?: number
}

/**
 * Stationary noise of variance 1, correlated between neighbours and colours:
 *
 *     n_c = √ρ·G(y) + √(1 − ρ)·G'(z_c),  y, z_c ~ N(0, 1) per pixel
 *
 * ρ is the correlation between the colours; G and G' blur and keep the variance.
 *
 * @returns [height, width, 3]
 */
export function noiseField(width: number, height: number, look: NoiseLook, random: Random): Float32Array {
  const { colours = 0, blur = 0, colourBlur = blur, scale = 1 } = look
  const field = new Float32Array(width * height * 3)
  const plane = (deviation: number) => coarsePlane(width, height, scale, deviation, random)
  if (colours > 0) {
    const common = plane(blur)
    const share = Math.sqrt(colours)
    for (let i = 0; i < field.length; i++) field[i] = share * common[Math.floor(i / 3)]
  }
  if (colours < 1) {
    const share = Math.sqrt(1 - colours)
    for (let colour = 0; colour < 3; colour++) {
      const own = plane(colourBlur)
      for (let pixel = 0; pixel < own.length; pixel++) field[pixel * 3 + colour] += share * own[pixel]
    }
  }
  return field
}

/** Blurred and enlarged white noise, [height, width]. */
function coarsePlane(width: number, height: number, scale: number, deviation: number, random: Random): Float32Array {
  const size = { width: Math.ceil(width / scale) + 2, height: Math.ceil(height / scale) + 2 }
  const small = scale > 1 ? size : { width, height }
  const data = new Float32Array(small.width * small.height)
  for (let i = 0; i < data.length; i++) data[i] = random.normal()
  const blurred =
    deviation > 0.2 ? filterLines({ ...small, data }, gaussianLine(deviation, 'variance')) : { ...small, data }
  return scale > 1 ? enlarged(blurred, width, height, scale, random) : blurred.data
}

/** Enlarges bilinearly from a random position within the first pixel; keeps the variance of white noise on average. */
function enlarged({ width: stride, data }: Plane, width: number, height: number, scale: number, random: Random) {
  const result = new Float32Array(width * height)
  const [left, top] = [random.uniform(), random.uniform()]
  for (let y = 0, to = 0; y < height; y++) {
    const v = top + y / scale
    const row = Math.floor(v)
    for (let x = 0; x < width; x++, to++) {
      const u = left + x / scale
      const at = Math.floor(u) + row * stride
      const [right, below] = [u - Math.floor(u), v - row]
      const above = data[at] + right * (data[at + 1] - data[at])
      const under = data[at + stride] + right * (data[at + stride + 1] - data[at + stride])
      result[to] = 1.5 * (above + below * (under - above))
    }
  }
  return result
}

/**
 * A Gaussian filter for lines with the given standard deviation. Lines are mirrored at their ends. The weights are
 * scaled to the sum 1 (`mean`), or to keep the variance of white noise (`variance`).
 */
export function gaussianLine(deviation: number, keep: 'mean' | 'variance' = 'mean') {
  const reach = Math.ceil(2.5 * deviation)
  const weights = Float32Array.from({ length: reach + 1 }, (_, place) => Math.exp(-0.5 * (place / deviation) ** 2))
  const kept = (weight: number) => (keep === 'mean' ? weight : weight * weight)
  const total = weights.reduce((sum, weight, place) => sum + kept(weight) * (place === 0 ? 1 : 2), 0)
  const scale = keep === 'mean' ? 1 / total : 1 / Math.sqrt(total)
  return (from: Float32Array, to: Float32Array, start: number, step: number, count: number): void => {
    const line = new Float32Array(count + 2 * reach)
    for (let i = 0; i < line.length; i++) line[i] = from[start + step * inside(i - reach, count)]
    for (let i = 0; i < count; i++) {
      let sum = weights[0] * line[i + reach]
      for (let place = 1; place <= reach; place++) {
        sum += weights[place] * (line[i + reach - place] + line[i + reach + place])
      }
      to[start + step * i] = sum * scale
    }
  }
}

function inside(place: number, count: number): number {
  if (place >= 0 && place < count) return place
  return Math.min(Math.max(place < 0 ? -1 - place : 2 * count - 1 - place, 0), count - 1)
}
