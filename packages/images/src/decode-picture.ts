import type { Picture } from '@dfpir/core'
import type { Sharp } from 'sharp'
import { decodeError } from './decode-error.js'
import { type DecodeOptions, type Inspected, inspectPicture } from './inspect-picture.js'
import { loadSharp } from './load-sharp.js'
import type { PictureInfo } from './picture-info.js'
import { pictureOf } from './stored-samples.js'

/** A picture with the format and metadata of its file. */
export interface DecodedPicture extends Picture, PictureInfo {}

/**
 * Decodes a photograph from a file or from its bytes. 8 and 16 bits are kept (10 and 12 bits of AVIF become 16), grey
 * stays one channel, and alpha is kept. Palettes, CMYK and other colour spaces become sRGB, and so do embedded profiles
 * unless `profile` is `keep`. The EXIF orientation is applied. A TIFF with several pages yields the first one.
 *
 * @throws DataError if the file cannot be read, is not a complete image of a known format, or exceeds a limit
 */
export async function decodePicture(source: string | Uint8Array, options: DecodeOptions = {}): Promise<DecodedPicture> {
  return decodeInspected(await inspectPicture(source, options))
}

/** Decodes a picture whose header has been read. */
export async function decodeInspected(inspected: Inspected): Promise<DecodedPicture> {
  const { name, info } = inspected
  const image = await pipelineOf(inspected, { upright: true })
  try {
    const { data, info: stored } = await image
      .raw({ depth: info.depth === 16 ? 'ushort' : 'uchar' })
      .toBuffer({ resolveWithObject: true })
    const picture = pictureOf({ ...stored, depth: info.depth, data: samplesOf(data, info.depth) }, inspected)
    return { ...picture, format: info.format, metadata: info.metadata }
  } catch (cause) {
    throw decodeError(name, info.format, cause)
  }
}

/**
 * The pipeline that decodes an image to sRGB, or to its own RGB, at 8 or 16 bits, and rotates it if `upright` is set.
 */
export async function pipelineOf(inspected: Inspected, { upright }: { upright: boolean }): Promise<Sharp> {
  const { info, conversion } = inspected
  const sharp = await loadSharp()
  const wide = info.depth === 16
  // sharp would convert 16 bits to Display P3 first, which clips the colours outside it, and would not convert grey.
  const direct = wide && conversion === 'own'
  const ignoreIcc = direct || conversion === 'none'
  const image = sharp(await inspected.content(), {
    autoOrient: upright,
    failOn: 'error',
    limitInputPixels: false,
    sequentialRead: true,
    ignoreIcc,
  })
  if (direct) image.withIccProfile('srgb', { attach: false })
  const space = direct && info.channels < 3 ? 'grey16' : 'rgb16' // a profile for grey takes grey
  return image.toColourspace(wide ? space : 'srgb')
}

function samplesOf(data: Buffer, depth: Picture['depth']): Uint8Array | Uint16Array {
  if (depth === 8) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  const { buffer, byteOffset } = data.byteOffset % 2 === 0 ? data : new Uint8Array(data)
  return new Uint16Array(buffer, byteOffset, data.byteLength / 2)
}
