import { longs, shorts, writeTiffTree } from './metadata/tiff-tree.js'
import type { PictureShape } from './picture.js'
import type { PictureMetadata } from './picture-info.js'

/** The offset of the samples in a wrapped picture: after the header of a BigTIFF. */
export const wrappedOffset = 16

/**
 * Wraps samples as an uncompressed BigTIFF for libvips, which streams such files in bounded memory and reads the colour
 * profile, XMP and density from them. `head` goes before the samples, `tail` after them.
 */
export function wrapInTiff(
  layout: PictureShape,
  { icc, xmp, density }: PictureMetadata,
): { head: Uint8Array; tail: Uint8Array } {
  const { width, height, channels, depth } = layout
  const end = wrappedOffset + width * height * channels * (depth / 8)
  const start = end + (end % 2)
  const head = Buffer.from('II+\0\b\0\0\0\0\0\0\0\0\0\0\0', 'latin1')
  head.writeBigUInt64LE(BigInt(start), 8)
  const tree = new Map([
    ...structureOf(layout),
    ...(density ? resolution(density) : []),
    ...(icc ? ([[0x8773, block(icc)]] as const) : []),
    ...(xmp ? ([[0x02bc, block(xmp)]] as const) : []),
  ])
  return { head, tail: Buffer.concat([new Uint8Array(end % 2), writeTiffTree(tree, start, true)]) }
}

type Field = [number, ReturnType<typeof longs>]

function structureOf({ width, height, channels, depth }: PictureShape): Field[] {
  const stride = width * channels * (depth / 8)
  const rows = Math.min(height, Math.max(1, Math.floor(2 ** 18 / stride)))
  const tops = Array.from({ length: Math.ceil(height / rows) }, (_, strip) => strip * rows)
  return [
    [0x0100, longs(width)],
    [0x0101, longs(height)],
    [0x0102, shorts(...Array.from({ length: channels }, () => depth))],
    [0x0103, shorts(1)], // not compressed
    [0x0106, shorts(channels < 3 ? 1 : 2)], // black is zero, RGB
    [0x0111, wideLongs(tops.map(top => wrappedOffset + top * stride))],
    [0x0115, shorts(channels)],
    [0x0116, longs(rows)],
    [0x0117, wideLongs(tops.map(top => Math.min(rows, height - top) * stride))],
    ...(channels % 2 === 0 ? ([[0x0152, shorts(2)]] as Field[]) : []), // alpha, not multiplied into the colours
  ]
}

function resolution(density: number): Field[] {
  const perInch = longs(Math.round(density * 1000), 1000)
  const rational = { ...perInch, type: 5, count: 1 }
  return [
    [0x011a, rational],
    [0x011b, rational],
    [0x0128, shorts(2)], // inches
  ]
}

function block(value: Uint8Array): ReturnType<typeof longs> {
  return { type: 7, count: value.length, value }
}

function wideLongs(values: readonly number[]): ReturnType<typeof longs> {
  return { type: 16, count: values.length, value: new Uint8Array(BigUint64Array.from(values, BigInt).buffer) }
}
