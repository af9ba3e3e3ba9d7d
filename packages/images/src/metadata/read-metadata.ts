import type { Metadata } from 'sharp'
import type { PictureMetadata } from '../picture-info.js'
import type { ByteSource } from './byte-source.js'
import { exifOfTiff, uprightExif } from './exif.js'
import { iptcOf } from './iptc.js'

/** The size and the profile of the upright picture. */
interface Upright {
  readonly width: number
  readonly height: number
  readonly icc: Uint8Array | undefined
}

/** Reads a file's metadata and adapts it to the upright picture. Omits damaged blocks. */
export async function readMetadata(head: Metadata, file: ByteSource, upright: Upright): Promise<PictureMetadata> {
  const stored = head.format === 'tiff' ? await exifOfTiff(file) : head.exif
  const exif = stored && (await uprightExif(stored, upright))
  const xmp = head.xmp && uprightXmp(head.xmp, upright)
  const iptc = head.iptc && iptcOf(head.iptc)
  const { density } = head
  const { icc } = upright
  return {
    ...(exif && { exif }),
    ...(xmp && { xmp }),
    ...(iptc && { iptc }),
    ...(icc && { icc }),
    ...(density && { density }),
  }
}

/** Adapts an XMP packet to the upright picture: orientation 1, the picture's own width and height. */
function uprightXmp(packet: Uint8Array, { width, height }: { width: number; height: number }): Uint8Array {
  const values = {
    'tiff:Orientation': 1,
    'tiff:ImageWidth': width,
    'tiff:ImageLength': height,
    'exif:PixelXDimension': width,
    'exif:PixelYDimension': height,
  }
  let text = Buffer.from(packet).toString()
  for (const [name, value] of Object.entries(values)) {
    const pattern = new RegExp(`(${name}(?:\\s*=\\s*["']|>)\\s*)\\d+`, 'g')
    text = text.replace(pattern, (_, before) => before + value)
  }
  return Buffer.from(text)
}
