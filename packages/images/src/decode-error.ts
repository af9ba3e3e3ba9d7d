import { DataError, type DfpirError } from '@dfpir/core'
import type { ImageFormat } from './image-format.js'
import { isDiskFull, temporaryFileError } from './temporary-folder.js'

/** The formats that are read, for messages. */
export const knownFormats = 'JPEG, PNG, WebP, TIFF, AVIF and BMP'

const names: Readonly<Record<ImageFormat, string>> = {
  jpeg: 'JPEG',
  png: 'PNG',
  webp: 'WebP',
  tiff: 'TIFF',
  avif: 'AVIF',
}

/** The error for what could not be decoded, in words of its own: what the codecs say is left to `cause`. */
export function decodeError(name: string, format: ImageFormat | undefined, cause: unknown): DfpirError {
  const message = String(cause)
  if (isDiskFull(cause)) return temporaryFileError(cause)
  if (format === undefined) {
    return new DataError(`${name} is not an image of a known format`, { cause, hint: `${knownFormats} are read.` })
  }
  const kind = names[format]
  if (/not supported|unsupported (?!image format)|precision|too many/i.test(message)) {
    const hint = 'Convert it to a common kind of image first.'
    return new DataError(`cannot decode ${name}: it is a kind of ${kind} file that is not supported`, { cause, hint })
  }
  return new DataError(`cannot decode ${name}: its ${kind} data is damaged or cut off`, {
    cause,
    hint: 'Fetch or save it again.',
  })
}
