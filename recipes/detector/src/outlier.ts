import type { Random, Task } from '@dfpir/core'
import { defocusKind, degradationOf } from '@dfpir/degradations'
import { type RgbPicture, rgbPicture } from '@dfpir/images'
import sharp from 'sharp'
import { asJpeg, resized, shrunk } from './vary.js'

type Outlier = (photograph: RgbPicture, random: Random) => RgbPicture | Promise<RgbPicture>

/** The kinds of outliers, and the tasks that might help anyway. */
const outliers: readonly { readonly draw: Outlier; readonly uncertain: readonly Task[] }[] = [
  { draw: (photograph, random) => degradationOf(defocusKind).apply(photograph, random), uncertain: ['deblur'] },
  { draw: (photograph, random) => asJpeg(photograph, 5 + random.integer(26)), uncertain: ['denoise'] },
  { draw: enlarged, uncertain: ['deblur'] },
  { draw: posterised, uncertain: [] },
  { draw: graphic, uncertain: [] },
  { draw: texture, uncertain: ['denoise'] },
]

/** Draws a picture that is neither clean nor repairable: outlier exposure (Hendrycks, Mazeika and Dietterich, ICLR 2019). */
export async function drawOutlier(
  photograph: RgbPicture,
  random: Random,
): Promise<{ picture: RgbPicture; uncertain: readonly Task[] }> {
  const { draw, uncertain } = random.pick(outliers)
  return { picture: await draw(photograph, random), uncertain }
}

async function enlarged(photograph: RgbPicture, random: Random): Promise<RgbPicture> {
  const scale = random.uniform(2, 4)
  return resized(await shrunk(photograph, 1 / scale), scale)
}

/** Reduces the levels per colour, or inverts the colours. */
function posterised({ width, height, data }: RgbPicture, random: Random): RgbPicture {
  const step = 255 / (1 + random.integer(5))
  const negative = random.uniform() < 0.4
  const edit = (v: number) => (negative ? 255 - v : Math.round(Math.round(v / step) * step))
  return rgbPicture(width, height, data.map(edit))
}

/** Draws text and shapes on flat colours, as on screens and in documents. */
async function graphic({ width, height }: RgbPicture, random: Random): Promise<RgbPicture> {
  const colour = () => `rgb(${random.integer(256)},${random.integer(256)},${random.integer(256)})`
  const shapes = Array.from({ length: random.integer(40) }, () => {
    const [x, y, size] = [random.integer(width), random.integer(height), 8 + random.integer(60)]
    const text = Array.from({ length: 1 + random.integer(24) }, () => String.fromCharCode(97 + random.integer(26)))
    return random.pick([
      `<rect x="${x}" y="${y}" width="${size * 2}" height="${size}" fill="${colour()}"/>`,
      `<circle cx="${x}" cy="${y}" r="${size}" fill="${colour()}"/>`,
      `<text x="${x / 2}" y="${y}" font-size="${8 + size / 3}" fill="${colour()}">${text.join('')}</text>`,
    ])
  })
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="${colour()}"/>${shapes.join('')}</svg>`
  const samples = await sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer()
  return rgbPicture(width, height, new Uint8Array(samples))
}

/** Draws a flat colour, a gradient, or pure noise. */
function texture({ width, height }: RgbPicture, random: Random): RgbPicture {
  const from = [0, 1, 2].map(() => random.uniform(0, 255))
  const slope = [0, 1, 2].map(() => random.uniform(-255, 255) * random.integer(2))
  const deviation = random.pick([0, 0, random.uniform(60, 120)])
  const data = Uint8ClampedArray.from({ length: width * height * 3 }, (_, i) => {
    const place = Math.floor(i / 3 / width) / height
    return from[i % 3] + slope[i % 3] * place + (deviation > 0 ? random.normal(0, deviation) : 0)
  })
  return rgbPicture(width, height, new Uint8Array(data.buffer))
}
