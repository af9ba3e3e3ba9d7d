import type { Random } from '@dfpir/core'
import { filterLines, type RgbPicture, rgbPicture } from '@dfpir/images'
import type { Degradation } from './degradation.js'
import { compressJpeg } from './jpeg.js'
import { gaussianLine, noiseField } from './noise-field.js'
import { rawNoise } from './raw-noise.js'

/** A source of noise: its share of the pictures, its strengths in 8-bit levels, and a field of any variance. */
interface Origin {
  readonly share: number
  /** Draws the deviation of the noise. */
  level(random: Random): number
  /** [height, width, 3] */
  field(picture: RgbPicture, random: Random): Float32Array
}

const byRatio = (low: number, high: number) => (random: Random) => low * (high / low) ** random.uniform()

const origins: readonly Origin[] = [
  {
    share: 0.3, // white noise of every level
    level: random => random.uniform(0, 55),
    field: ({ width, height }, random) => {
      const colours = random.uniform() < 0.8 ? 0 : random.uniform()
      return noiseField(width, height, { colours }, random)
    },
  },
  { share: 0.35, level: byRatio(1, 35), field: cameraField },
  { share: 0.25, level: byRatio(1.5, 35), field: coarseField },
  { share: 0.1, level: byRatio(2, 30), field: filmGrain },
]

/** Camera noise, often smoothed by the camera, colours more than brightness. */
function cameraField(picture: RgbPicture, random: Random): Float32Array {
  const gain = () => random.uniform(1.1, 2.4)
  const read = 0.0005 * 100 ** random.uniform()
  const contrast = random.uniform(-0.2, 0.95)
  const field = rawNoise(picture, { read, gains: [gain(), 1, gain()], contrast }, random)
  if (random.uniform() < 0.3) return field
  return smoothed(field, picture, random)
}

/** Noise reduction as in cameras: blurs brightness slightly; blurs colours more and weakens them. */
function smoothed(field: Float32Array, { width, height }: RgbPicture, random: Random): Float32Array {
  const brightness = gaussianLine(random.uniform(0.3, 0.9))
  const colours = gaussianLine(random.uniform(0.5, 2.5))
  const strength = random.uniform(0.2, 1)
  const plane = (value: (pixel: number) => number) => ({
    width,
    height,
    data: Float32Array.from({ length: width * height }, (_, pixel) => value(pixel)),
  })
  const grey = plane(pixel => 0.3 * field[pixel * 3] + 0.6 * field[pixel * 3 + 1] + 0.1 * field[pixel * 3 + 2])
  const common = filterLines(grey, brightness).data
  const result = new Float32Array(field.length)
  for (let colour = 0; colour < 3; colour++) {
    const own = filterLines(
      plane(pixel => field[pixel * 3 + colour] - grey.data[pixel]),
      colours,
    ).data
    for (let pixel = 0; pixel < own.length; pixel++) {
      result[pixel * 3 + colour] = common[pixel] + strength * own[pixel]
    }
  }
  return result
}

/** Noise that is correlated between neighbours and colours, or was enlarged with its picture. */
function coarseField({ width, height, data }: RgbPicture, random: Random): Float32Array {
  const colours = random.uniform(0, 0.95)
  const look =
    random.uniform() < 0.4
      ? { colours, scale: random.uniform(1.2, 3.5) }
      : { colours, blur: random.uniform(0.3, 1.5), colourBlur: random.uniform(0.3, 2.5) }
  const field = noiseField(width, height, look, random)
  const dark = random.uniform(-1.4, 0.7) // above 0: stronger in the dark
  for (let i = 0; i < field.length; i++) field[i] *= 1 + dark * (0.5 - data[i] / 255)
  return field
}

/** Film grain: grey or nearly so, a pixel or two wide, strongest in the midtones. */
function filmGrain({ width, height, data }: RgbPicture, random: Random): Float32Array {
  const colours = random.uniform() < 0.5 ? 1 : random.uniform(0.6, 1)
  const field = noiseField(width, height, { colours, blur: random.uniform(0.35, 1.1) }, random)
  for (let pixel = 0; pixel < field.length; pixel += 3) {
    const luma = (0.299 * data[pixel] + 0.587 * data[pixel + 1] + 0.114 * data[pixel + 2]) / 255
    const strength = 0.25 + 3 * luma * (1 - luma)
    for (let i = pixel; i < pixel + 3; i++) field[i] *= strength
  }
  return field
}

/**
 * Realistic noise, drawn for each picture: white Gaussian noise of deviation 0 to 55; a camera's ({@link rawNoise},
 * often smoothed); noise correlated between neighbours and colours, or enlarged; film grain. 40 % of these are
 * compressed as JPEG with quality 40 to 95, and 5 % of all pictures have only JPEG artefacts. The idea of sampling
 * practical pipelines is from Zhang et al., Practical Blind Image Denoising via Swin-Conv-UNet and Data Synthesis
 * (Machine Intelligence Research, 2023).
 */
export const practicalNoise: Degradation = {
  name: 'denoise',
  apply(picture, random) {
    if (random.uniform() < 0.05) return compressJpeg(picture, { quality: 30 + random.integer(66) })
    const { level, field } = drawOrigin(random)
    const noisy = addField(picture, field(picture, random), level(random))
    return random.uniform() < 0.4 ? compressJpeg(noisy, { quality: 40 + random.integer(56) }) : noisy
  },
}

/** Barely visible noise from the same sources, of deviation 0.5 to 6, for pictures whose main damage is another. */
export const lightNoise: Degradation = {
  name: 'denoise',
  apply: (picture, random) => {
    const { field } = drawOrigin(random)
    return addField(picture, field(picture, random), byRatio(0.5, 6)(random))
  },
}

function drawOrigin(random: Random): Origin {
  return random.pickByShare(origins) ?? origins[0]
}

/** Adds a field, scaled to the given deviation in 8-bit levels. */
function addField({ width, height, data }: RgbPicture, field: Float32Array, level: number): RgbPicture {
  let squares = 0
  for (const value of field) squares += value * value
  const scale = squares > 0 ? level / Math.sqrt(squares / field.length) : 0
  const noisy = new Uint8ClampedArray(data.length)
  for (let i = 0; i < noisy.length; i++) noisy[i] = data[i] + scale * field[i]
  return rgbPicture(width, height, new Uint8Array(noisy.buffer))
}
