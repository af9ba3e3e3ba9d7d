export { convertPicture, type PictureLayout } from './convert-picture.js'
export { type CreatePictureOptions, createPicture, type NewPicture, type PictureSink } from './create-picture.js'
export { cropPicture, type Rectangle } from './crop-picture.js'
export { type DecodedPicture, decodePicture } from './decode-picture.js'
export { encodePicture, type PictureToEncode, type SaveOptions, writePicture } from './encode-picture.js'
export { checkSides, type EncodeOptions } from './encoder.js'
export { type FloatImage, fromFloat, toFloat } from './float-image.js'
export { boxMean, guidedFilter, guidedLine, type LocalLine } from './guided-filter.js'
export {
  extensionOfFormat,
  formatOfPath,
  type ImageFormat,
  imageExtensions,
  imageFormats,
  isImagePath,
  readableExtensions,
} from './image-format.js'
export type { DecodeOptions } from './inspect-picture.js'
export { mirrorRows, withoutMargin } from './mirror-rows.js'
export {
  type ByteStream,
  type OpenInput,
  type OpenSource,
  openInput,
  type PictureInput,
  readStream,
} from './open-input.js'
export { type OpenPictureOptions, openPicture } from './open-picture.js'
export type { PictureInfo, PictureMetadata, PictureSource } from './picture-info.js'
export { filterLines, type LineFilter, type Plane } from './plane.js'
export { readPictureInfo } from './read-picture-info.js'
export { reduceRows } from './reduce-rows.js'
export { reflectIndex } from './reflect.js'
export { PictureRows, type RowSink, type RowSource, rowsOf } from './row-source.js'
export { shrinkPicture } from './shrink-picture.js'
export { type SideBySideOptions, sideBySide } from './side-by-side.js'
