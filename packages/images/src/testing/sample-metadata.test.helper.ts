import type { TiffField } from '../metadata/tiff-directory.js'
import { longs, shorts, type TiffTree, writeTiffTree } from '../metadata/tiff-tree.js'

type Value = Pick<TiffField, 'type' | 'count' | 'value'>

export function text(value: string): Value {
  const bytes = Buffer.from(`${value}\0`)
  return { type: 2, count: bytes.length, value: bytes }
}

export function rationals(...values: number[]): Value {
  return { ...longs(...values), type: 5, count: values.length / 2 }
}

export function opaque(value: Uint8Array): Value {
  return { type: 7, count: value.length, value }
}

/** EXIF with text beyond ASCII, a maker's note, a GPS directory, and tags that libexif does not know. */
export function sampleTree({ orientation, width, height }: Record<'orientation' | 'width' | 'height', number>) {
  const gps: TiffTree = new Map([
    [0x0001, text('N')],
    [0x0002, rationals(48, 1, 8, 1, 1234, 100)],
  ])
  const camera: TiffTree = new Map([
    [0x829a, rationals(1, 125)],
    [0x9003, text('2024:02:03 04:05:06')],
    [0x9010, text('+01:00')],
    [0x927c, opaque(Uint8Array.from({ length: 301 }, (_, i) => i))],
    [0x9286, opaque(Buffer.from('UNICODE\0h\0é\0', 'latin1'))],
    [0xa002, longs(width)],
    [0xa003, shorts(height)],
    [0xfe00, opaque(Buffer.from('unknown to most'))],
  ])
  const first: TiffTree = new Map<number, Value | TiffTree>([
    [0x010e, text('Über den Wolken')],
    [0x010f, text('Acme')],
    [0x0112, shorts(orientation)],
    [0x011a, rationals(300, 1)],
    [0x011b, rationals(300, 1)],
    [0x0128, shorts(2)],
    [0x013b, text('José')],
    [0x8298, text('© 2024')],
    [0x8769, camera],
    [0x8825, gps],
  ])
  return first
}

/** A tree as an EXIF block. */
export function exifBlock(tree: TiffTree): Uint8Array {
  return Buffer.concat([Buffer.from('II*\0\b\0\0\0', 'latin1'), writeTiffTree(tree, 8)])
}

export function sampleXmp(orientation: number): Uint8Array {
  const about = `<rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="${orientation}"/>`
  const rdf = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">${about}</rdf:RDF>`
  return Buffer.from(`<x:xmpmeta xmlns:x="adobe:ns:meta/">${rdf}<!-- grüße --></x:xmpmeta>`)
}

/** Two IPTC records: UTF-8, and a headline. */
export const sampleIptc = Buffer.from('\x1c\x01\x5a\0\x03\x1b%G\x1c\x02\x69\0\x05Hello', 'latin1')

/** A profile of three primaries (columns of XYZ under D50) and one gamma: what cameras and editors embed. */
export function matrixProfile(name: string, gamma: number, primaries: readonly (readonly number[])[]): Uint8Array {
  const curve = curveTag(gamma)
  const [red, green, blue] = primaries.map(xyzTag)
  return profile('RGB ', name, { rXYZ: red, gXYZ: green, bXYZ: blue, rTRC: curve, gTRC: curve, bTRC: curve })
}

/** A profile for grey of one gamma. */
export function greyProfile(name: string, gamma: number): Uint8Array {
  return profile('GRAY', name, { kTRC: curveTag(gamma) })
}

/** ProPhoto RGB's primaries, far outside sRGB. */
export const proPhoto = [
  [0.79767, 0.28804, 0],
  [0.13519, 0.71188, 0],
  [0.03134, 0.00009, 0.82491],
] as const

function profile(colours: string, name: string, tags: Record<string, Buffer>): Uint8Array {
  const label = Buffer.from(`desc\0\0\0\0\0\0\0\0${name}\0`, 'latin1')
  label.writeUInt32BE(name.length + 1, 8)
  const all = { desc: Buffer.concat([label, Buffer.alloc(78)]), wtpt: xyzTag([0.9642, 1, 0.8249]), ...tags }
  const head = Buffer.alloc(132)
  head.write('lcms\x02\x10\0\0mntr', 4, 'latin1')
  head.write(`${colours}XYZ `, 16, 'latin1')
  head.write('acsp', 36, 'latin1')
  xyzTag([0.9642, 1, 0.8249]).copy(head, 68, 8)
  head.writeUInt32BE(Object.keys(all).length, 128)
  const index = Buffer.alloc(12 * Object.keys(all).length)
  const bodies: Buffer[] = []
  let at = 132 + index.length
  for (const [entry, [tag, body]] of Object.entries(all).entries()) {
    index.write(tag, entry * 12, 'latin1')
    index.writeUInt32BE(at, entry * 12 + 4)
    index.writeUInt32BE(body.length, entry * 12 + 8)
    const padded = Buffer.concat([body, Buffer.alloc((4 - (body.length % 4)) % 4)])
    bodies.push(padded)
    at += padded.length
  }
  head.writeUInt32BE(at, 0)
  return Buffer.concat([head, index, ...bodies])
}

function xyzTag(values: readonly number[]): Buffer {
  const tag = Buffer.from('XYZ \0\0\0\0............', 'latin1')
  for (const [i, value] of values.entries()) tag.writeInt32BE(Math.round(value * 65_536), 8 + 4 * i)
  return tag
}

function curveTag(gamma: number): Buffer {
  const tag = Buffer.from('curv\0\0\0\0\0\0\0\x01..', 'latin1')
  tag.writeUInt16BE(Math.round(gamma * 256), 12)
  return tag
}
