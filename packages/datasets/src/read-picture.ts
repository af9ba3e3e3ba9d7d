import { convertPicture, decodePicture, type GreyPicture, type RgbPicture, rgbPicture } from '@dfpir/images'

/**
 * Reads an image file as 8-bit RGB. Grey is repeated, alpha is dropped, and 16 bits are rounded to 8.
 *
 * @throws DataError that names the file when it cannot be read or is not an image.
 */
export async function readPicture(path: string): Promise<RgbPicture> {
  const { width, height, data } = convertPicture(await decodePicture(path), { channels: 3, depth: 8 })
  return rgbPicture(width, height, new Uint8Array(data))
}

/**
 * Reads an image file as 8- or 16-bit grey. Colours become their mean, and alpha is dropped.
 *
 * @throws DataError that names the file when it cannot be read or is not an image.
 */
export async function readGrey(path: string): Promise<GreyPicture> {
  const { width, height, channels, depth, data } = await decodePicture(path)
  return { ...convertPicture({ width, height, channels, depth, data }, { channels: 1, depth }), channels: 1 }
}
