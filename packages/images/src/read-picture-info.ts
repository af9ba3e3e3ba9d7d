import { type DecodeOptions, inspectPicture } from './inspect-picture.js'
import type { PictureInfo } from './picture-info.js'

/**
 * The size and kind of a photograph, as it comes out of `decodePicture`, from the head of its file or of its bytes. The
 * pixels are not decoded: that a file is cut off or damaged further on is not noticed.
 *
 * @throws DataError as `decodePicture`, for what the head tells.
 */
export async function readPictureInfo(source: string | Uint8Array, options: DecodeOptions = {}): Promise<PictureInfo> {
  return (await inspectPicture(source, options)).info
}
