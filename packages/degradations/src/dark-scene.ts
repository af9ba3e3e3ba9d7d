import type { Float32Tensor, Random } from '@dfpir/core'
import { filterLines, type RgbPicture, rgbPicture } from '@dfpir/images'
import type { Degradation } from './degradation.js'
import { encodedOf, lightOf, toLight } from './linear-light.js'
import { gaussianLine, noiseField } from './noise-field.js'
import { softMask } from './soft-mask.js'

/**
 * A scene with too little light, with values drawn for each picture:
 *
 *     z_c = k_c·e(p)·m^(γ − 1)·x_c,  y = enc(z + √(shot·z + read²)·n)^g
 *
 * x is light, m the maximum of a pixel's three colours, e the exposure, k a colour cast, n noise that may be correlated
 * ({@link noiseField}), enc the curve of sRGB. Noise is added before the curve, as in a camera. Half of the scenes are
 * dark everywhere, a quarter are dark in parts, and a quarter keep their bright areas.
 */
export const darkScene: Degradation = {
  name: 'lowlight',
  apply: (picture, random) => develop(withNoise(dim(picture, random), random), random),
}

/** {@link darkScene} without noise. */
export const noiselessDarkScene: Degradation = {
  name: 'lowlight',
  apply: (picture, random) => develop(dim(picture, random), random),
}

/** Lowers the light of a picture. */
function dim(picture: RgbPicture, random: Random): Float32Tensor {
  const { shape, data } = toLight(picture)
  const exposure = drawExposure(picture, random)
  const gamma = random.uniform(0.85, 1.5)
  const powers = Float32Array.from({ length: 256 }, (_, level) => lightOf(Math.max(level, 1) / 255) ** (gamma - 1))
  const cast = [0, 1, 2].map(() => Math.exp(random.normal(0, 0.12)))
  const grey = random.uniform(0, 0.3)
  for (let i = 0, pixel = 0; i < data.length; i += 3, pixel++) {
    const most = Math.max(picture.data[i], picture.data[i + 1], picture.data[i + 2])
    const factor = exposure[pixel] * powers[most]
    const mean = (data[i] + data[i + 1] + data[i + 2]) / 3
    for (let c = 0; c < 3; c++) data[i + c] = cast[c] * factor * (data[i + c] + grey * (mean - data[i + c]))
  }
  return { shape, data }
}

/** The share of light that each pixel keeps, [height, width]. */
function drawExposure(picture: RgbPicture, random: Random): Float32Array {
  const kind = random.uniform()
  if (kind < 0.5) return new Float32Array(picture.width * picture.height).fill(0.004 * 75 ** random.uniform())
  const least = Math.log(0.02 * 20 ** random.uniform())
  const bright = kind < 0.75 ? partlyLit(picture, random) : highlights(picture, random)
  return bright.map(share => Math.exp(least * (1 - share)))
}

/** Lights part of a scene, with a wide border and sometimes not fully. */
function partlyLit(picture: RgbPicture, random: Random): Float32Array {
  const most = random.uniform(0.5, 1)
  const size = random.uniform(60, 250)
  return softMask(picture, { size, edge: size * random.uniform(0.1, 0.7) }, random).map(share => share * most)
}

/** A mask of the bright areas of a slightly blurred picture: 0 up to the midtones, 1 in the highlights. */
function highlights({ width, height, data: levels }: RgbPicture, random: Random): Float32Array {
  const data = Float32Array.from({ length: width * height }, (_, pixel) => {
    const i = pixel * 3
    return Math.max(levels[i], levels[i + 1], levels[i + 2]) / 255
  })
  const { data: blurred } = filterLines({ width, height, data }, gaussianLine(random.uniform(0.8, 4)))
  const start = random.uniform(0.25, 0.65)
  const end = start + random.uniform(0.25, 0.5)
  return blurred.map(value => {
    const t = Math.min(Math.max((value - start) / (end - start), 0), 1)
    return t * t * (3 - 2 * t)
  })
}

/** Adds shot and read noise to lowered light, in place. */
function withNoise(light: Float32Tensor, random: Random): Float32Tensor {
  const [height, width] = light.shape
  const shot = 1e-5 * 150 ** random.uniform()
  const read = 1e-4 * 12 ** random.uniform()
  const look = random.uniform() < 0.4 ? {} : drawLook(random)
  const field = noiseField(width, height, look, random)
  for (let i = 0; i < field.length; i++) light.data[i] += Math.sqrt(shot * light.data[i] + read * read) * field[i]
  return light
}

function drawLook(random: Random) {
  return { colours: random.uniform(0, 0.8), blur: random.uniform(0.3, 0.9), colourBlur: random.uniform(0.3, 1.8) }
}

const steps = 4095

/**
 * Converts light to a picture, with midtones raised or lowered by a power. The curve is tabulated over the root of
 * light.
 */
function develop({ shape, data }: Float32Tensor, random: Random): RgbPicture {
  const [height, width] = shape
  const power = random.uniform(0.8, 1.25)
  const curve = Uint8Array.from({ length: steps + 1 }, (_, step) =>
    Math.round(255 * encodedOf((step / steps) ** 2) ** power),
  )
  const levels = new Uint8Array(data.length)
  for (let i = 0; i < levels.length; i++) {
    levels[i] = curve[(Math.sqrt(Math.min(Math.max(data[i], 0), 1)) * steps + 0.5) | 0]
  }
  return rgbPicture(width, height, levels)
}
