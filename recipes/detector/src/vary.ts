import type { Random } from '@dfpir/core'
import { type RgbPicture, rgbPicture } from '@dfpir/images'
import sharp, { type Sharp } from 'sharp'

/** Minimum side of a scaled picture, in pixels. */
const leastSide = 100

/**
 * Varies a photograph as another camera or editor might, without damage: slightly other brightness or contrast,
 * sharpened, or saved as JPEG in good quality.
 */
export async function vary(photograph: RgbPicture, random: Random): Promise<RgbPicture> {
  const toned = random.uniform() < 0.5 ? withTone(photograph, random) : photograph
  const crisp = random.uniform() < 0.15
  const sharpened = crisp ? await throughSharp(toned, image => image.sharpen({ sigma: 0.7, m2: 1.5 })) : toned
  return random.uniform() < 0.25 ? asJpeg(sharpened, 80 + random.integer(21)) : sharpened
}

/** Passes a picture through a file: three out of five times as JPEG of quality 40 to 95. */
export async function saved(picture: RgbPicture, random: Random): Promise<RgbPicture> {
  return random.uniform() < 0.6 ? asJpeg(picture, 40 + random.integer(56)) : picture
}

/** Scales a picture, but to sides of at least {@link leastSide}. */
export function shrunk(picture: RgbPicture, factor: number): Promise<RgbPicture> {
  const scale = Math.max(factor, leastSide / Math.min(picture.width, picture.height))
  return scale === 1 ? Promise.resolve(picture) : resized(picture, scale)
}

/** Scales a picture. */
export function resized(picture: RgbPicture, scale: number): Promise<RgbPicture> {
  const width = Math.round(picture.width * scale)
  const height = Math.round(picture.height * scale)
  return throughSharp(picture, image => image.resize(width, height, { fit: 'fill' }))
}

/** Saves a picture as JPEG and reads it back. */
export function asJpeg(picture: RgbPicture, quality: number): Promise<RgbPicture> {
  return throughSharp(picture, async image => sharp(await image.jpeg({ quality }).toBuffer()))
}

/** Copies the green channel to all three: a grey picture with the noise of one channel. */
export function greyed({ width, height, data }: RgbPicture): RgbPicture {
  return rgbPicture(
    width,
    height,
    data.map((_, i) => data[i - (i % 3) + 1]),
  )
}

/** v ← 255 · (gain · (v / 255)^γ + lift) */
function withTone({ width, height, data }: RgbPicture, random: Random): RgbPicture {
  const gain = random.uniform(0.88, 1.1)
  const gamma = random.uniform(0.85, 1.18)
  const lift = random.uniform(-0.03, 0.03)
  const table = Uint8Array.from({ length: 256 }, (_, v) =>
    Math.round(255 * Math.min(1, Math.max(0, gain * (v / 255) ** gamma + lift))),
  )
  return rgbPicture(
    width,
    height,
    data.map(v => table[v]),
  )
}

async function throughSharp(
  { width, height, data }: RgbPicture,
  edit: (image: Sharp) => Sharp | Promise<Sharp>,
): Promise<RgbPicture> {
  const edited = await edit(sharp(data, { raw: { width, height, channels: 3 } }))
  const { data: samples, info } = await edited.raw().toBuffer({ resolveWithObject: true })
  return rgbPicture(info.width, info.height, new Uint8Array(samples))
}
