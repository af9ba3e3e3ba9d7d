import { readFile } from 'node:fs/promises'
import { DataError } from '@dfpir/core'
import { type RgbPicture, rgbPicture } from '@dfpir/degradations'
import sharp from 'sharp'

/**
 * Reads an image file as 8-bit RGB: grey is repeated, transparency is dropped.
 *
 * @throws DataError that names the file when it cannot be read or is not an image.
 */
export async function readPicture(path: string): Promise<RgbPicture> {
  try {
    const bytes = await readFile(path)
    const { data, info } = await sharp(bytes)
      .removeAlpha()
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true })
    return rgbPicture(info.width, info.height, new Uint8Array(data.buffer, data.byteOffset, data.length))
  } catch (cause) {
    throw new DataError(`cannot read the image ${path}: ${(cause as Error).message}`, {
      cause,
      hint: 'The file may be damaged or of another format than its ending says. Replace it or take it out of the folder.',
    })
  }
}
