import { type ByteSource, latin1, viewOf } from './byte-source.js'
import type { Blocks, Splice } from './splice.js'

/** Replaces the EXIF of a WebP (RFC 9649, 2.7.1.5). */
export async function embedInWebp(source: ByteSource, { exif }: Blocks): Promise<Splice[]> {
  for (let at = 12; at + 8 <= source.size; ) {
    const head = await source.read(at, 8)
    const length = viewOf(head).getUint32(4, true)
    const padded = 8 + length + (length % 2)
    if (latin1(head.subarray(0, 4)) === 'EXIF' && exif) {
      const added = riffChunk('EXIF', exif)
      const size = Buffer.alloc(4)
      size.writeUInt32LE(source.size - 8 - padded + added.length)
      return [
        { start: 4, removed: 4, added: size },
        { start: at, removed: padded, added },
      ]
    }
    at += padded
  }
  return []
}

function riffChunk(type: string, data: Uint8Array): Uint8Array {
  const length = Buffer.alloc(4)
  length.writeUInt32LE(data.length)
  return Buffer.concat([Buffer.from(type, 'latin1'), length, data, new Uint8Array(data.length % 2)])
}
