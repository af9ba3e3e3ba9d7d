import { DataError } from '@dfpir/core'

/** What a {@link ByteReader} says of its bytes when something is wrong with them. */
export interface ByteReaderOptions {
  /** What messages call the file. */
  readonly source: string
  /**
   * Where the bytes begin in the file.
   *
   * @default 0
   */
  readonly base?: number
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const damaged =
  'The file may be damaged, cut off while copying, or made to mislead: fetch it again from where you trust it.'

/** Reads numbers and runs of bytes one after the other; whatever is not there is a DataError with its byte offset. */
export class ByteReader {
  position = 0
  readonly source: string
  private readonly view: DataView
  private readonly base: number

  constructor(
    readonly bytes: Uint8Array,
    { source, base = 0 }: ByteReaderOptions,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.source = source
    this.base = base
  }

  get left(): number {
    return this.bytes.byteLength - this.position
  }

  u8(): number {
    return this.view.getUint8(this.advance(1))
  }

  u16(): number {
    return this.view.getUint16(this.advance(2), true)
  }

  u32(): number {
    return this.view.getUint32(this.advance(4), true)
  }

  i32(): number {
    return this.view.getInt32(this.advance(4), true)
  }

  /** An unsigned 64-bit number; an error where it is not exact as a JavaScript number. */
  u64(): number {
    const at = this.position
    const value = Number(this.view.getBigUint64(this.advance(8), true))
    if (Number.isSafeInteger(value)) return value
    throw this.fail(`a count of ${value} is more than any file has`, at)
  }

  f64BigEndian(): number {
    return this.view.getFloat64(this.advance(8), false)
  }

  /** The next bytes, not copied. */
  take(count: number): Uint8Array {
    const start = this.advance(count)
    return this.bytes.subarray(start, start + count)
  }

  /** The next bytes as UTF-8. */
  text(count: number): string {
    const at = this.position
    try {
      return utf8.decode(this.take(count))
    } catch (cause) {
      throw cause instanceof DataError ? cause : this.fail('a text is not UTF-8', at)
    }
  }

  /** The text up to the next line feed, which is skipped. */
  line(longest = 1024): string {
    const end = this.bytes.subarray(this.position, this.position + longest + 1).indexOf(10)
    if (end < 0) throw this.fail(`a line does not end within ${longest} bytes`)
    const text = this.text(end)
    this.position++
    return text
  }

  /** A reader of a part of these bytes, as {@link take} returned it. */
  within(part: Uint8Array): ByteReader {
    return new ByteReader(part, { source: this.source, base: this.base + part.byteOffset - this.bytes.byteOffset })
  }

  /** The error for what was found at a position (here when left out). */
  fail(what: string, at = this.position, hint = damaged): DataError {
    return new DataError(`${this.source}: ${what} (at byte ${this.base + at})`, { hint })
  }

  private advance(count: number): number {
    if (count > this.left) throw this.fail(`${count} bytes are said to follow, but only ${this.left} are left`)
    const start = this.position
    this.position += count
    return start
  }
}
