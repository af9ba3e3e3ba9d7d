import { nearest, UsageError } from '@dfpir/core'
import { latin1 } from './metadata/byte-source.js'

/** The file formats that are read and written. */
export type ImageFormat = 'jpeg' | 'png' | 'webp' | 'tiff' | 'avif'

const extensions: Readonly<Record<ImageFormat, string>> = {
  jpeg: '.jpg',
  png: '.png',
  webp: '.webp',
  tiff: '.tif',
  avif: '.avif',
}

/** The names of all formats. */
export const imageFormats = Object.keys(extensions) as readonly ImageFormat[]

/** The extension that a format's files usually have, with its dot. */
export function extensionOfFormat(format: ImageFormat): string {
  return extensions[format]
}

const formatsByExtension: Record<string, ImageFormat> = {
  jpg: 'jpeg',
  jpeg: 'jpeg',
  png: 'png',
  webp: 'webp',
  tif: 'tiff',
  tiff: 'tiff',
  avif: 'avif',
}

/** The file extensions of {@link ImageFormat}, without their dot. */
export const imageExtensions: readonly string[] = Object.keys(formatsByExtension)

/** The extensions of files that can be read, without their dot. Bitmaps can be read but not written. */
export const readableExtensions: readonly string[] = [...imageExtensions, 'bmp']

/** True if a file's name has one of {@link imageExtensions}. */
export function isImagePath(path: string): boolean {
  return Object.hasOwn(formatsByExtension, extensionOf(path))
}

/**
 * The format of a file, by its extension.
 *
 * @throws UsageError for other extensions.
 */
export function formatOfPath(path: string): ImageFormat {
  if (isImagePath(path)) return formatsByExtension[extensionOf(path)]
  const extension = extensionOf(path)
  const near = nearest(extension, imageExtensions)
  const guess = near === undefined ? '' : ` Did you mean .${near}?`
  const known = imageExtensions.map(name => `.${name}`).join(', ')
  throw new UsageError(`${path} has no extension of a known image format${extension && `: .${extension}`}`, {
    hint: `Use one of ${known}.${guess}`,
  })
}

function extensionOf(path: string): string {
  return /\.([^./\\]*)$/.exec(path)?.[1].toLowerCase() ?? ''
}

const beginnings: readonly [ImageFormat, RegExp][] = [
  ['jpeg', /^\xff\xd8\xff/],
  ['png', /^\x89PNG/],
  ['webp', /^RIFF.{4}WEBP/s],
  ['tiff', /^(II[*+]\0|MM\0[*+])/],
  ['avif', /^.{4}ftypavi[fs]/s],
]

/** The format of a file by its first bytes alone, regardless of its name and the rest of its content. */
export function sniffFormat(head: Uint8Array): ImageFormat | undefined {
  const text = latin1(head.subarray(0, 12))
  return beginnings.find(([, pattern]) => pattern.test(text))?.[0]
}
