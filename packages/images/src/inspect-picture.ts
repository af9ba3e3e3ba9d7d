import { type FileHandle, open, readFile } from 'node:fs/promises'
import { DataError, type Picture, UsageError } from '@dfpir/core'
import { readFailure } from '@dfpir/core/node'
import type { Metadata } from 'sharp'
import { bitmapHeadBytes, isBitmap, readBitmap, readBitmapHead } from './bitmap.js'
import { decodeError, knownFormats } from './decode-error.js'
import { isPlainColour, usableProfile } from './icc-profile.js'
import { type ImageFormat, sniffFormat } from './image-format.js'
import { loadSharp } from './load-sharp.js'
import { type ByteSource, byteSourceOf, byteSourceOfFile } from './metadata/byte-source.js'
import { readMetadata } from './metadata/read-metadata.js'
import type { PictureInfo } from './picture-info.js'
import { wrapInTiff } from './tiff-wrapper.js'

export interface DecodeOptions {
  /**
   * Pictures with more pixels are rejected before they are decoded.
   *
   * @default 200 million
   */
  maxPixels?: number
  /**
   * Larger files are rejected before they are read.
   *
   * @default 4 GiB
   */
  maxBytes?: number
  /**
   * How to treat an embedded colour profile: `convert` converts the pixels to sRGB; `keep` leaves them unchanged and
   * stores the profile in the metadata, so it is embedded again when the picture is written.
   */
  profile?: 'keep' | 'convert'
}

/** An image file whose header has been read. */
export interface Inspected {
  /** Its path or bytes, in a format that libvips reads. */
  readonly content: () => Promise<string | Uint8Array>
  /** Its name in errors. */
  readonly name: string
  /** The size and metadata of the upright picture. */
  readonly info: PictureInfo
  /** The EXIF orientation of the stored picture, 1 to 8. */
  readonly orientation: number
  /** Bits of a sample if the file has fewer than 16 but more than 8. */
  readonly bits: number
  /**
   * `none`: the samples are those of the file; `own`: converted to sRGB with the embedded profile; `default`: with
   * libvips's.
   */
  readonly conversion: 'none' | 'own' | 'default'
}

/** The default limit for the size of an image file, in bytes. */
export const mostBytes = 2 ** 32

/**
 * Reads the size, layout and metadata of a photograph, as `decodePicture` returns them, from the header of its file or
 * bytes. Does not decode the pixels, so it does not detect a file that is truncated or damaged further on.
 *
 * @throws DataError like `decodePicture`, for faults in the header
 */
export async function readPictureInfo(source: string | Uint8Array, options: DecodeOptions = {}): Promise<PictureInfo> {
  return (await inspectPicture(source, options)).info
}

/** Reads the header of an image file. Rejects files that cannot be decoded or exceed the limits. */
export async function inspectPicture(
  source: string | Uint8Array,
  { maxPixels = 200_000_000, maxBytes = mostBytes, profile = 'convert' }: DecodeOptions,
): Promise<Inspected> {
  checkLimits({ maxPixels, maxBytes })
  const name = typeof source === 'string' ? source : 'the image data'
  if (typeof source !== 'string') return inspect(source, byteSourceOf(source), name, { maxPixels, maxBytes, profile })
  const file = await openFile(source)
  try {
    return await inspect(source, await byteSourceOfFile(file), name, { maxPixels, maxBytes, profile })
  } finally {
    await file.close()
  }
}

async function openFile(path: string): Promise<FileHandle> {
  let file: FileHandle | undefined
  try {
    file = await open(path)
    const stats = await file.stat()
    if (stats.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' })
    if (stats.isFile()) return file
  } catch (cause) {
    await file?.close()
    throw readFailure(path, cause)
  }
  await file.close()
  throw new DataError(`${path} is not a file`, { hint: 'Pass an image file or its bytes.' })
}

async function inspect(
  source: string | Uint8Array,
  bytes: ByteSource,
  name: string,
  { maxPixels, maxBytes, profile }: Required<DecodeOptions>,
): Promise<Inspected> {
  if (bytes.size === 0) throw new DataError(`${name} is empty: expected an image`)
  if (bytes.size > maxBytes) throw tooManyBytes(name, bytes.size, maxBytes)
  const start = await bytes.read(0, bitmapHeadBytes)
  if (isBitmap(start)) return inspectBitmap(source, start, name, maxPixels)
  const begins = sniffFormat(start)
  const sharp = await loadSharp()
  const head = await sharp(source, { failOn: 'error', limitInputPixels: false })
    .metadata()
    .catch((cause: unknown) => {
      throw decodeError(name, begins, cause)
    })
  const format = checkHead(head, maxPixels, name)
  const { channels, depth } = layoutOf(head)
  const orientation = head.orientation ?? 1
  const { width, height } = orientation > 4 ? { width: head.height, height: head.width } : head
  const found = usableProfile(head.icc, channels)
  const direct = head.space in directSpaces
  const icc = direct && (profile === 'keep' || isPlainColour(found)) ? found : undefined
  const metadata = await readMetadata(head, bytes, { width, height, icc })
  const conversion = !direct ? 'default' : found === icc ? 'none' : 'own'
  const bits = depth === 16 ? (head.bitsPerSample ?? 16) : 8
  const content = async () => source
  return { content, name, info: { width, height, channels, depth, format, metadata }, orientation, bits, conversion }
}

/** A Windows bitmap, which libvips cannot read: it gets the samples as a TIFF. Outputs default to PNG. */
function inspectBitmap(source: string | Uint8Array, start: Uint8Array, name: string, maxPixels: number): Inspected {
  const { width, height } = readBitmapHead(start, name)
  if (width * height > maxPixels) throw tooManyPixels(name, { width, height }, maxPixels)
  const layout = { width, height, channels: 3, depth: 8 } as const
  const content = async () => {
    const bytes = typeof source === 'string' ? await readFile(source) : source
    const { data } = readBitmap(bytes, name)
    const { head, tail } = wrapInTiff(layout, {})
    return Buffer.concat([head, data as Uint8Array, tail])
  }
  return {
    content,
    name,
    info: { ...layout, format: 'png', metadata: {} },
    orientation: 1,
    bits: 8,
    conversion: 'none',
  }
}

const formats: Partial<Record<Metadata['format'], ImageFormat>> = {
  jpeg: 'jpeg',
  png: 'png',
  webp: 'webp',
  tiff: 'tiff',
  heif: 'avif',
}

function checkHead(head: Metadata, maxPixels: number, name: string): ImageFormat {
  const { format, width, height, depth, pages = 1, compression } = head
  const known = compression === 'hevc' ? undefined : formats[format]
  if (known === undefined) {
    const kind = compression === 'hevc' ? 'HEIC' : format
    throw new DataError(`${name} is a ${kind} file`, { hint: `Convert it first. Supported: ${knownFormats}.` })
  }
  if (pages > 1 && (known === 'webp' || known === 'avif')) {
    throw new DataError(`${name} is an animation of ${pages} frames`, { hint: 'Save its frames as separate pictures.' })
  }
  if (width * height > maxPixels) {
    throw tooManyPixels(name, head, maxPixels)
  }
  if (depth !== 'uchar' && depth !== 'ushort') {
    throw new DataError(`${name} has samples of type ${depth}`, { hint: 'Convert it to 8 or 16 bits first.' })
  }
  return known
}

/** The interpretations whose samples are used unchanged. CMYK, Lab and others are converted to 8 bits. */
const directSpaces = { srgb: 8, rgb: 8, 'b-w': 8, rgb16: 16, grey16: 16 } as const

function layoutOf({ space, hasAlpha }: Metadata): Pick<Picture, 'channels' | 'depth'> {
  const wide = space === 'rgb16' || space === 'grey16'
  const grey = space === 'b-w' || space === 'grey16'
  return { channels: grey ? (hasAlpha ? 2 : 1) : hasAlpha ? 4 : 3, depth: wide ? 16 : 8 }
}

function tooManyPixels(name: string, { width, height }: { width: number; height: number }, limit: number): DataError {
  return overLimit(name, `${width}×${height} = ${grouped(width * height)} pixels`, limit)
}

export function tooManyBytes(name: string, size: number, limit: number): DataError {
  return overLimit(name, `${grouped(size)} bytes`, limit)
}

function overLimit(name: string, has: string, limit: number): DataError {
  return new DataError(`${name} has ${has}, more than the limit of ${grouped(limit)}`, {
    hint: 'Scale or crop it, or raise the limit.',
  })
}

function grouped(count: number): string {
  return count.toLocaleString('en')
}

function checkLimits(limits: Record<string, number>): void {
  for (const [name, limit] of Object.entries(limits)) {
    if (!(limit >= 1)) throw new UsageError(`${name} must be a number of at least 1, got ${limit}`)
  }
}
