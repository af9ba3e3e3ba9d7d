import type { ByteReader } from '../byte-reader.js'
import { readFields, readVarint, type WireField } from './wire-reader.js'

/** The maximum bytes of a list of integers. Larger tensors use raw data. */
const maxPacked = 2 ** 22

/** The fields of a message by their numbers. */
export class OnnxMessage {
  constructor(
    private readonly fields: readonly WireField[],
    private readonly reader: ByteReader,
  ) {}

  /** Every value of a field of bytes. */
  bytes(id: number): Uint8Array[] {
    return this.fields.flatMap(({ id: found, value, at }) => {
      if (found !== id) return []
      if (typeof value === 'bigint') throw this.reader.fail(`the field ${id} is a number`, at)
      return [value]
    })
  }

  /** Every value of a field of messages, as readers. */
  parts(id: number): ByteReader[] {
    return this.bytes(id).map(bytes => this.reader.within(bytes))
  }

  /** The last value of a text; empty when there is none. */
  text(id: number): string {
    const bytes = this.bytes(id).at(-1) ?? new Uint8Array(0)
    return new TextDecoder().decode(bytes)
  }

  /** Every whole number of a field, packed or not, signed as 64 bits. */
  numbers(id: number): bigint[] {
    return this.fields.flatMap(({ id: found, value }) => {
      if (found !== id) return []
      return typeof value === 'bigint' ? [BigInt.asIntN(64, value)] : this.packed(value)
    })
  }

  private packed(bytes: Uint8Array): bigint[] {
    const reader = this.reader.within(bytes)
    if (reader.left > maxPacked) throw reader.fail(`a list of whole numbers of ${reader.left} bytes`, 0)
    const numbers: bigint[] = []
    while (reader.left > 0) numbers.push(BigInt.asIntN(64, readVarint(reader)))
    return numbers
  }
}

/** Reads the fields of a message, without looking into messages inside of it. @throws DataError */
export function readMessage(reader: ByteReader): OnnxMessage {
  return new OnnxMessage([...readFields(reader)], reader)
}
