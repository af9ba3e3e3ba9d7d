import { crc32 } from 'node:zlib'
import { type ByteSource, latin1, viewOf } from './byte-source.js'
import type { Blocks, Splice } from './splice.js'

/** Replaces the EXIF of a PNG (PNG, third edition, 11.3.4.6). */
export async function embedInPng(source: ByteSource, { exif }: Blocks): Promise<Splice[]> {
  let at = 8
  let place: Omit<Splice, 'added'> = { start: 33, removed: 0 } // after IHDR
  for (let type = ''; type !== 'IDAT' && at + 8 <= source.size; ) {
    const head = await source.read(at, 8)
    const length = 12 + viewOf(head).getUint32(0)
    type = latin1(head.subarray(4))
    if (type === 'eXIf') place = { start: at, removed: length }
    at += length
  }
  return [{ ...place, added: exif ? pngChunk('eXIf', exif) : new Uint8Array(0) }]
}

function pngChunk(type: string, data: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}
