import type { ImageFormat } from './image-format.js'
import { latin1 } from './metadata/byte-source.js'

const beginnings: readonly [ImageFormat, RegExp][] = [
  ['jpeg', /^\xff\xd8\xff/],
  ['png', /^\x89PNG/],
  ['webp', /^RIFF.{4}WEBP/s],
  ['tiff', /^(II[*+]\0|MM\0[*+])/],
  ['avif', /^.{4}ftypavi[fs]/s],
]

/** The format that a file's first bytes stand for, whatever its name and however the rest of it may be. */
export function sniffFormat(head: Uint8Array): ImageFormat | undefined {
  const text = latin1(head.subarray(0, 12))
  return beginnings.find(([, pattern]) => pattern.test(text))?.[0]
}
