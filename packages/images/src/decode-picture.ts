import { readFile } from 'node:fs/promises'
import { DataError, type Picture, UsageError } from '@dfpir/core'
import { readFailure } from '@dfpir/core/node'
import type { Metadata } from 'sharp'
import type { ImageFormat } from './image-format.js'
import { loadSharp } from './load-sharp.js'
import { isSrgbProfile } from './srgb-profile.js'

export interface DecodeOptions {
  /** Pictures of more pixels are refused before they are decoded; 200 million unless given. */
  maxPixels?: number
}

/** A picture and the format that its file had. */
export interface DecodedPicture extends Picture {
  readonly format: ImageFormat
}

/**
 * Decodes a photograph from a file or from its bytes. 8 and 16 bits stay as they are (10 and 12 bits of AVIF become
 * 16); grey stays one channel and alpha is kept; palettes, CMYK and other colour spaces become sRGB, as do embedded
 * profiles; the EXIF orientation is applied. Of a TIFF with several pages, the first one.
 *
 * @throws DataError when the file cannot be read, is no whole image of a known format, or has too many pixels.
 */
export async function decodePicture(
  source: string | Uint8Array,
  { maxPixels = 200_000_000 }: DecodeOptions = {},
): Promise<DecodedPicture> {
  if (!(maxPixels >= 1)) throw new UsageError(`maxPixels is a number of pixels, not ${maxPixels}`)
  const name = typeof source === 'string' ? source : 'the image data'
  const bytes = typeof source === 'string' ? await readBytes(source) : source
  if (bytes.byteLength === 0) throw new DataError(`${name} is empty: expected an image`)
  const sharp = await loadSharp()
  try {
    const metadata = await sharp(bytes, { failOn: 'error', limitInputPixels: false }).metadata()
    const format = checkMetadata(metadata, maxPixels, name)
    return { ...(await decodePixels(bytes, metadata)), format }
  } catch (cause) {
    throw cause instanceof DataError ? cause : decodeError(name, cause)
  }
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (cause) {
    throw readFailure(path, cause)
  }
}

const formats: Partial<Record<Metadata['format'], ImageFormat>> = {
  jpeg: 'jpeg',
  png: 'png',
  webp: 'webp',
  tiff: 'tiff',
  heif: 'avif',
}
const knownFormats = 'JPEG, PNG, WebP, TIFF and AVIF'

function checkMetadata(metadata: Metadata, maxPixels: number, name: string): ImageFormat {
  const { format, width, height, depth, pages = 1 } = metadata
  const known = formats[format]
  if (known === undefined) {
    throw new DataError(`${name} is a ${format} file`, { hint: `${knownFormats} are read: convert it first.` })
  }
  if (known === 'webp' && pages > 1) {
    throw new DataError(`${name} is an animation of ${pages} frames`, { hint: 'Save its frames as single pictures.' })
  }
  if (width * height > maxPixels) {
    const count = (pixels: number) => pixels.toLocaleString('en')
    const text = `${width}×${height} = ${count(width * height)} pixels, over the limit of ${count(maxPixels)}`
    throw new DataError(`${name} has ${text}`, { hint: 'Scale or cut it, or raise the limit.' })
  }
  if (depth !== 'uchar' && depth !== 'ushort') {
    throw new DataError(`${name} has samples of type ${depth}`, { hint: '8 and 16 bits are read: convert it first.' })
  }
  return known
}

async function decodePixels(bytes: Uint8Array, { space, hasAlpha, icc }: Metadata): Promise<Picture> {
  const sharp = await loadSharp()
  const wide = space === 'rgb16' || space === 'grey16' // CMYK and the like have 8-bit precision after conversion
  const grey = space === 'b-w' || space === 'grey16'
  const plain = icc === undefined || isSrgbProfile(icc)
  const image = sharp(bytes, { autoOrient: true, failOn: 'error', limitInputPixels: false, ignoreIcc: plain })
  // With a profile, sharp brings 16 bits to Display P3: this leads from there to sRGB.
  if (wide && !grey && !plain) image.withIccProfile('srgb', { attach: false })
  image.toColourspace(wide ? 'rgb16' : 'srgb').raw({ depth: wide ? 'ushort' : 'uchar' })
  const { data, info } = await image.toBuffer({ resolveWithObject: true })
  const channels = grey ? (hasAlpha ? 2 : 1) : hasAlpha ? 4 : 3
  const picked = pickChannels(wide ? asWords(data) : asBytes(data), info.channels, positions[channels])
  return { width: info.width, height: info.height, channels, depth: wide ? 16 : 8, data: picked }
}

/** Where a picture's channels are among red, green, blue and alpha. */
const positions = { 1: [0], 2: [0, 3], 3: [0, 1, 2], 4: [0, 1, 2, 3] }

function asBytes(data: Buffer): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
}

function asWords(data: Buffer): Uint16Array {
  const { buffer, byteOffset } = data.byteOffset % 2 === 0 ? data : new Uint8Array(data)
  return new Uint16Array(buffer, byteOffset, data.byteLength / 2)
}

function pickChannels<T extends Uint8Array | Uint16Array>(samples: T, channels: number, kept: readonly number[]): T {
  if (channels === kept.length) return samples
  const pixels = samples.length / channels
  const result = samples.slice(0, pixels * kept.length) as T
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let i = 0; i < kept.length; i++) result[pixel * kept.length + i] = samples[pixel * channels + kept[i]]
  }
  return result
}

function decodeError(name: string, cause: unknown): DataError {
  const message = String(cause).replace(/^Error: /, '')
  if (message.includes('unsupported image format')) {
    return new DataError(`${name} is not an image of a known format`, { cause, hint: `${knownFormats} are read.` })
  }
  const reason = message.split('\n', 1)[0].replace(/:$/, '')
  const hint = 'The file may be damaged or cut off: fetch or save it again.'
  return new DataError(`cannot decode ${name}: ${reason}`, { cause, hint })
}
