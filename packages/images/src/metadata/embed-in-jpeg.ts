import { type ByteSource, latin1, viewOf } from './byte-source.js'
import { iptcResources } from './iptc.js'
import type { Blocks, Splice } from './splice.js'

/** The maximum length of a segment, including the length field. */
const longest = 65_535

/** Replaces the EXIF of a JPEG and adds IPTC. Omits blocks that are too long for one segment. */
export async function embedInJpeg(source: ByteSource, { exif, iptc }: Blocks): Promise<Splice[]> {
  const added: Uint8Array[] = []
  if (exif) added.push(...segment(0xe1, Buffer.from('Exif\0\0', 'latin1'), exif))
  if (iptc) added.push(...segment(0xed, iptcResources(iptc)))
  const { start, removed } = await findExif(source)
  return [{ start, removed, added: Buffer.concat(added) }]
}

function segment(marker: number, ...parts: Uint8Array[]): Uint8Array[] {
  const length = parts.reduce((sum, part) => sum + part.length, 2)
  return length > longest ? [] : [Uint8Array.of(0xff, marker, length >> 8, length & 255), ...parts]
}

/** The place of the EXIF segment; if there is none, the place after the JFIF segment. */
async function findExif(source: ByteSource): Promise<{ start: number; removed: number }> {
  let place = 2
  for (let at = 2; at + 10 <= source.size; ) {
    const head = await source.read(at, 10)
    const length = 2 + viewOf(head).getUint16(2)
    if (head[0] !== 0xff || head[1] < 0xe0 || head[1] > 0xef) break
    if (head[1] === 0xe1 && latin1(head.subarray(4)) === 'Exif\0\0') return { start: at, removed: length }
    at += length
    if (head[1] === 0xe0) place = at
  }
  return { start: place, removed: 0 }
}
