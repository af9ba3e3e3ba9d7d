import { DataError, type DfpirError } from '@dfpir/core'
import type { ImageFormat } from './image-format.js'
import { isDiskFull, temporaryFileError } from './temporary-folder.js'

/** The formats that can be read, for messages. */
export const knownFormats = 'JPEG, PNG, WebP, TIFF, AVIF and BMP'

const names: Readonly<Record<ImageFormat, string>> = {
  jpeg: 'JPEG',
  png: 'PNG',
  webp: 'WebP',
  tiff: 'TIFF',
  avif: 'AVIF',
}

/** The error for an image that could not be decoded. The codec's own error is the `cause`. */
export function decodeError(name: string, format: ImageFormat | undefined, cause: unknown): DfpirError {
  const message = String(cause)
  if (isDiskFull(cause)) return temporaryFileError(cause)
  if (format === undefined) {
    return new DataError(`${name} is not an image of a known format`, {
      cause,
      hint: `Use one of ${knownFormats.replace(' and', ' or')}.`,
    })
  }
  const kind = names[format]
  if (/not supported|unsupported (?!image format)|precision|too many/i.test(message)) {
    const hint = 'Convert it to a common kind of image first.'
    return new DataError(`cannot decode ${name}: this kind of ${kind} file is not supported`, { cause, hint })
  }
  return new DataError(`cannot decode ${name}: its ${kind} data is damaged or truncated`, {
    cause,
    hint: 'Download or save it again.',
  })
}
