import { DataError, type DfpirError } from '@dfpir/core'
import { temporaryFileError } from './temporary-folder.js'

/** The formats that are read, for messages. */
export const knownFormats = 'JPEG, PNG, WebP, TIFF and AVIF'

/** What each loader of libvips calls itself, and what it loads. */
const loaders: readonly [RegExp, string][] = [
  [/jpeg|uhdr/i, 'JPEG'],
  [/png/i, 'PNG'],
  [/webp/i, 'WebP'],
  [/tiff/i, 'TIFF'],
  [/heif|avif/i, 'AVIF'],
]

/** The error for what could not be decoded, in words of its own: what the codecs say is left to `cause`. */
export function decodeError(name: string, cause: unknown): DfpirError {
  const message = String(cause)
  if (/no space left|write (error|failed)|unable to write/i.test(message)) return temporaryFileError(cause)
  if (message.includes('unsupported image format')) {
    return new DataError(`${name} is not an image of a known format`, { cause, hint: `${knownFormats} are read.` })
  }
  const kind = loaders.find(([loader]) => loader.test(message))?.[1]
  if (/not supported|unsupported|precision|too many/i.test(message)) {
    const what = kind ? `${kind} file` : 'image'
    const hint = 'Convert it to a common kind of image first.'
    return new DataError(`cannot decode ${name}: it is a kind of ${what} that is not supported`, { cause, hint })
  }
  return new DataError(`cannot decode ${name}: its ${kind ?? 'image'} data is damaged or cut off`, {
    cause,
    hint: 'Fetch or save it again.',
  })
}
