import type { PictureMetadata } from '../picture-info.js'
import type { ByteSource } from './byte-source.js'

/** The blocks to insert after encoding. libvips would rewrite EXIF and drop the tags that it does not know. */
export type Blocks = Pick<PictureMetadata, 'exif' | 'iptc'>

/** A change to a file that replaces the bytes from `start` on. */
export interface Splice {
  readonly start: number
  /** The number of bytes to remove. */
  readonly removed: number
  readonly added: Uint8Array
}

const chunk = 1 << 20

/** Yields the bytes of a source with the changes applied, in pieces of bounded size. Changes must not overlap. */
export async function* splice(source: ByteSource, changes: readonly Splice[]): AsyncGenerator<Uint8Array> {
  let position = 0
  for (const { start, removed, added } of [...changes].sort((a, b) => a.start - b.start)) {
    yield* piecewise(source, position, start)
    yield added
    position = start + removed
  }
  yield* piecewise(source, position, source.size)
}

async function* piecewise(source: ByteSource, start: number, end: number): AsyncGenerator<Uint8Array> {
  for (let at = start; at < end; at += chunk) yield await source.read(at, Math.min(chunk, end - at))
}
