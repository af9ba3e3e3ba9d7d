import { DataError, type Picture } from '@dfpir/core'
import { viewOf } from './metadata/byte-source.js'

/** The fields of a Windows bitmap's header that are needed to read its samples. */
export interface BitmapHead {
  readonly width: number
  readonly height: number
  /** Whether the first row in the file is the bottom row. */
  readonly upwards: boolean
  /** Bits per pixel: 8 with a palette, 24 or 32. */
  readonly bits: 8 | 24 | 32
  /** The offsets of the palette and the samples. */
  readonly palette: number
  readonly samples: number
  /** Bytes per row, a multiple of 4. */
  readonly stride: number
}

/** The number of bytes at the start of a file that {@link readBitmapHead} reads. */
export const bitmapHeadBytes = 66

const leastHead = 54

export function isBitmap(head: Uint8Array): boolean {
  return head[0] === 0x42 && head[1] === 0x4d // BM
}

/**
 * Reads the header of an uncompressed bitmap of 8 bits with a palette, 24 or 32 bits.
 *
 * @throws DataError for other kinds of bitmaps and for an incomplete header
 */
export function readBitmapHead(bytes: Uint8Array, name: string): BitmapHead {
  if (bytes.length < leastHead) throw damaged(name)
  const view = viewOf(bytes)
  const long = (at: number) => view.getInt32(at, true)
  const [samples, headSize, width, rows, compression] = [10, 14, 18, 22, 30].map(long)
  const bits = view.getUint16(28, true)
  const plain = compression === 0 || (compression === 3 && bits === 32 && hasUsualMasks(bytes))
  if (headSize < 40 || !plain || (bits !== 8 && bits !== 24 && bits !== 32)) {
    throw new DataError(`cannot decode ${name}: this kind of BMP file is not supported`, {
      hint: 'Convert it to PNG first. Only uncompressed bitmaps of 8, 24 and 32 bits are supported.',
    })
  }
  if (width < 1 || rows === 0 || samples < leastHead) throw damaged(name)
  const stride = Math.ceil((width * bits) / 32) * 4
  const height = Math.abs(rows)
  return { width, height, upwards: rows > 0, bits, palette: 14 + headSize, samples, stride }
}

/**
 * Reads the pixels of a bitmap as RGB. A fourth channel is dropped, because programs disagree on its meaning.
 *
 * @throws DataError if the file ends before its last row
 */
export function readBitmap(bytes: Uint8Array, name: string): Picture {
  const head = readBitmapHead(bytes, name)
  const { width, height, upwards, bits, palette, samples, stride } = head
  if (samples + height * stride > bytes.length) throw damaged(name)
  const step = bits / 8
  const data = new Uint8Array(width * height * 3)
  for (let y = 0, to = 0; y < height; y++) {
    let from = samples + (upwards ? height - 1 - y : y) * stride
    for (let x = 0; x < width; x++, from += step, to += 3) {
      const at = bits === 8 ? palette + 4 * bytes[from] : from // blue, green, red
      data[to] = bytes[at + 2]
      data[to + 1] = bytes[at + 1]
      data[to + 2] = bytes[at]
    }
  }
  return { width, height, channels: 3, depth: 8, data }
}

/** True if the masks give red, green and blue their default positions in 32-bit bitmaps. */
function hasUsualMasks(bytes: Uint8Array): boolean {
  if (bytes.length < bitmapHeadBytes) return false
  const view = viewOf(bytes)
  return [0xff0000, 0xff00, 0xff].every((mask, index) => view.getUint32(leastHead + 4 * index, true) === mask)
}

function damaged(name: string): DataError {
  return new DataError(`cannot decode ${name}: its BMP data is damaged or truncated`, {
    hint: 'Download or save it again.',
  })
}
