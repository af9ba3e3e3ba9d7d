import { DataError } from '@dfpir/core'

/** How a {@link ByteReader} refers to its bytes in errors. */
export interface ByteReaderOptions {
  /** The file's name in messages. */
  readonly source: string
  /**
   * The offset of the bytes in the file.
   *
   * @default 0
   */
  readonly base?: number
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const damaged = 'Download the file again from a source that you trust: it may be damaged, truncated or malicious.'

/** Reads numbers and runs of bytes in sequence. Throws a DataError with the byte offset if bytes are missing. */
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

  /** Reads an unsigned 64-bit number. Throws if it is not exact as a JavaScript number. */
  u64(): number {
    const at = this.position
    const value = Number(this.view.getBigUint64(this.advance(8), true))
    if (Number.isSafeInteger(value)) return value
    throw this.fail(`the count ${value} is too large for any file`, at)
  }

  f64BigEndian(): number {
    return this.view.getFloat64(this.advance(8), false)
  }

  /** Reads bytes without a copy. */
  take(count: number): Uint8Array {
    const start = this.advance(count)
    return this.bytes.subarray(start, start + count)
  }

  /** Reads bytes as UTF-8. */
  text(count: number): string {
    const at = this.position
    try {
      return utf8.decode(this.take(count))
    } catch (cause) {
      throw cause instanceof DataError ? cause : this.fail('a text is not UTF-8', at)
    }
  }

  /** Reads text up to the next line feed, and skips that. */
  line(longest = 1024): string {
    const end = this.bytes.subarray(this.position, this.position + longest + 1).indexOf(10)
    if (end < 0) throw this.fail(`a line does not end within ${longest} bytes`)
    const text = this.text(end)
    this.position++
    return text
  }

  /** Returns a reader for a part of these bytes, as returned by {@link take}. */
  within(part: Uint8Array): ByteReader {
    return new ByteReader(part, { source: this.source, base: this.base + part.byteOffset - this.bytes.byteOffset })
  }

  /** Returns the error for a fault at a position, by default the current one. */
  fail(what: string, at = this.position, hint = damaged): DataError {
    return new DataError(`${this.source}: ${what} (at byte ${this.base + at})`, { hint })
  }

  private advance(count: number): number {
    if (count > this.left) throw this.fail(`expected ${count} more bytes, but only ${this.left} are left`)
    const start = this.position
    this.position += count
    return start
  }
}
