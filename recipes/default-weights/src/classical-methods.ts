import type { Task } from '@dfpir/core'
import { type RgbPicture, rgbPicture } from '@dfpir/images'
import sharp, { type Sharp } from 'sharp'
import { dehazeByDarkChannel } from './dark-channel.js'

/** A restoration method without learning. */
export interface Method {
  readonly name: string
  readonly task: Task
  /** Returns a restored picture of the same size. */
  restore(picture: RgbPicture): Promise<RgbPicture>
}

/** Textbook methods that need no training, one or two for each task. */
export const classicalMethods: readonly Method[] = [
  median('denoise', 3),
  median('denoise', 5),
  median('derain', 3),
  median('derain', 5),
  darkChannelPrior(0.95),
  darkChannelPrior(0.8),
  unsharpMask(0.7),
  gammaCurve(2.5),
]

/** Takes the median of each colour in a square window with the given side in pixels. */
function median(task: Task, window: number): Method {
  const restore = (picture: RgbPicture) => throughSharp(picture, image => image.median(window))
  return { name: `median ${window}×${window}`, task, restore }
}

function darkChannelPrior(omega: number): Method {
  const restore = async (picture: RgbPicture) => dehazeByDarkChannel(picture, { omega })
  return { name: `dark channel prior, ω ${omega}`, task: 'dehaze', restore }
}

/** Adds to the lightness its difference from a Gaussian blur with standard deviation sigma, in pixels. */
function unsharpMask(sigma: number): Method {
  const restore = (picture: RgbPicture) => throughSharp(picture, image => image.sharpen({ sigma }))
  return { name: `unsharp mask, σ ${sigma}`, task: 'deblur', restore }
}

/** v ← v^(1/gamma), for values 0 to 1. */
function gammaCurve(gamma: number): Method {
  const table = Uint8Array.from({ length: 256 }, (_, value) => Math.round(255 * (value / 255) ** (1 / gamma)))
  return {
    name: `gamma curve, γ ${gamma}`,
    task: 'lowlight',
    restore: async ({ width, height, data }) =>
      rgbPicture(
        width,
        height,
        data.map(value => table[value]),
      ),
  }
}

/** Applies an edit that keeps the size. */
async function throughSharp({ width, height, data }: RgbPicture, edit: (image: Sharp) => Sharp): Promise<RgbPicture> {
  const samples = await edit(sharp(data, { raw: { width, height, channels: 3 } }))
    .raw()
    .toBuffer()
  return rgbPicture(width, height, new Uint8Array(samples))
}
