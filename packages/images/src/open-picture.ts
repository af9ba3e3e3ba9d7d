import type { Picture } from '@dfpir/core'
import { type DecodeOptions, decodePicture } from './decode-picture.js'
import type { PictureSource } from './picture-info.js'

export type OpenPictureOptions = DecodeOptions

/** Opens a photograph, from a file or from its bytes, to be read by rows. */
export async function openPicture(
  source: string | Uint8Array,
  options: OpenPictureOptions = {},
): Promise<PictureSource> {
  const { data, format, ...layout } = await decodePicture(source, options)
  const picture: Picture = { ...layout, data }
  return {
    ...layout,
    format,
    metadata: {},
    readRows: async (top, count) => sliceRows(picture, top, count),
    close: async () => undefined,
  }
}

function sliceRows(picture: Picture, top: number, count: number): Picture {
  const { width, height, channels, data } = picture
  if (!(top >= 0 && count >= 1 && top + count <= height)) {
    throw new RangeError(`rows ${top} to ${top + count} of a picture of ${height} rows`)
  }
  const stride = width * channels
  return { ...picture, height: count, data: data.subarray(top * stride, (top + count) * stride) }
}
