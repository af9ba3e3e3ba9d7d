import type { PictureMetadata } from '../picture-info.js'
import type { ByteSource } from './byte-source.js'

/** What is put into files after they are encoded: libvips would write EXIF anew, without what it does not know. */
export type Blocks = Pick<PictureMetadata, 'exif' | 'iptc'>

/** A change to a file: some bytes, from `start` on, give way to others. */
export interface Splice {
  readonly start: number
  /** How many bytes go. */
  readonly removed: number
  readonly added: Uint8Array
}

const chunk = 1 << 20

/** The bytes of a source with changes made, in pieces of bounded size. The changes must not overlap. */
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
