import { latin1, viewOf } from './byte-source.js'

const photoshop = 'Photoshop 3.0\0'
const iptcResource = 0x0404

/** Finds the IPTC records in a JPEG's APP13 segment (Photoshop's image resources), or in plain records. */
export function iptcOf(block: Uint8Array): Uint8Array | undefined {
  if (block[0] === 0x1c) return block
  let at = latin1(block.subarray(0, photoshop.length)) === photoshop ? photoshop.length : 0
  while (at + 12 <= block.length && latin1(block.subarray(at, at + 4)) === '8BIM') {
    const name = block[at + 6] + 1
    const start = at + 6 + name + (name % 2) + 4
    if (start > block.length) return undefined
    const view = viewOf(block)
    const length = view.getUint32(start - 4)
    const records = block.subarray(start, start + length)
    if (view.getUint16(at + 4) === iptcResource) return records.length === length && length > 0 ? records : undefined
    at = start + length + (length % 2)
  }
  return undefined
}

/** Wraps IPTC records for an APP13 segment. */
export function iptcResources(records: Uint8Array): Uint8Array {
  const lead = Buffer.from(`${photoshop}8BIM\x04\x04\0\0\0\0\0\0`, 'latin1')
  lead.writeUInt32BE(records.length, lead.length - 4)
  return Buffer.concat([lead, records, new Uint8Array(records.length % 2)])
}
