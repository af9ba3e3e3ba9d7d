import type { ByteReader } from '../byte-reader.js'

/** One field of a protocol buffers message: a number, or bytes. */
export interface WireField {
  readonly id: number
  /** The offset of its value. */
  readonly at: number
  readonly value: bigint | Uint8Array
}

/** The maximum number of fields of a message; a list of numbers counts as one. */
const maxFields = 250_000

/**
 * Yields the fields of a message (https://protobuf.dev/programming-guides/encoding/). Fixed-length numbers are returned
 * as bytes. Groups, which ONNX does not use, are rejected.
 *
 * @throws DataError with file and byte offset
 */
export function* readFields(reader: ByteReader): Generator<WireField> {
  for (let count = 0; reader.left > 0; count++) {
    const at = reader.position
    if (count >= maxFields) throw reader.fail(`a message has over ${maxFields} fields`, at)
    const tag = readSize(reader)
    const id = Math.floor(tag / 8)
    if (id === 0 || tag >= 2 ** 32) throw reader.fail('a field of the message has no number', at)
    yield { id, at: reader.position, value: readValue(reader, tag % 8) }
  }
}

/** Reads an integer in groups of seven bits, lowest first: at most ten bytes. */
export function readVarint(reader: ByteReader): bigint {
  const at = reader.position
  let value = 0n
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = reader.u8()
    value |= BigInt(byte & 0x7f) << shift
    if (byte < 0x80) return BigInt.asUintN(64, value)
  }
  throw reader.fail('a number is too long', at)
}

/** The same for a tag or a length, which nearly always takes few bytes. */
function readSize(reader: ByteReader): number {
  const at = reader.position
  let value = 0
  for (let scale = 1; scale <= 2 ** 42; scale *= 128) {
    const byte = reader.u8()
    value += (byte & 0x7f) * scale
    if (byte < 0x80) return value
  }
  throw reader.fail('a length or a field is too large', at)
}

function readValue(reader: ByteReader, kind: number): bigint | Uint8Array {
  if (kind === 0) return readVarint(reader)
  if (kind === 1) return reader.take(8)
  if (kind === 5) return reader.take(4)
  if (kind !== 2) throw reader.fail(`a field has kind ${kind}, which ONNX does not use`)
  return reader.take(readSize(reader))
}
