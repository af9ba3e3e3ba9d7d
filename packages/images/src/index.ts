export { convertPicture, type PictureLayout } from './convert-picture.js'
export { type CreatePictureOptions, createPicture, type NewPicture, type PictureSink } from './create-picture.js'
export { type CropOptions, centerCrop, crop, cropToMultiple, type Rectangle, reflectIndex } from './crop.js'
export { type DecodedPicture, decodePicture } from './decode-picture.js'
export { encodePicture, type PictureToEncode, type SaveOptions, writePicture } from './encode-picture.js'
export { checkSides, type EncodeOptions } from './encoder.js'
export { fromFloat, imageSize, toFloat, withColours } from './float-image.js'
export { guidedFilter, guidedLine, type LocalLine } from './guided-filter.js'
export {
  extensionOfFormat,
  formatOfPath,
  type ImageFormat,
  imageExtensions,
  imageFormats,
  isImagePath,
  readableExtensions,
} from './image-format.js'
export { type DecodeOptions, readPictureInfo } from './inspect-picture.js'
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
export { emptyPicture, type GreyPicture, type PictureShape, type RgbPicture, rgbPicture } from './picture.js'
export type { PictureInfo, PictureMetadata, PictureSource } from './picture-info.js'
export { filterLines, type LineFilter, type Plane } from './plane.js'
export { reduceRows } from './reduce-rows.js'
export {
  type PictureRows,
  type ReadStripsOptions,
  type RowSink,
  type RowSource,
  readStrips,
  rowsOf,
  type Strip,
} from './rows.js'
export { shrinkPicture } from './shrink-picture.js'
export { type SideBySideOptions, sideBySide } from './side-by-side.js'
