/** Pickle instructions, written one by one, for honest and hostile tests of readers. */
export type PickleBytes = Uint8Array

/** Concatenates bytes, texts (as Latin-1, so that `'\x80'` is one byte) and byte arrays. */
export function bytes(...parts: readonly (number | string | Uint8Array)[]): Uint8Array {
  return Buffer.concat(
    parts.map(part => {
      if (typeof part === 'number') return Buffer.of(part)
      return typeof part === 'string' ? Buffer.from(part, 'latin1') : part
    }),
  )
}

/** Encodes a little-endian number of 2, 4 or 8 bytes. */
export function littleEndian(value: number | bigint, size: 2 | 4 | 8): Uint8Array {
  const buffer = Buffer.alloc(8)
  buffer.writeBigInt64LE(BigInt.asIntN(64, BigInt(value)))
  return buffer.subarray(0, size)
}

type Part = string | number | Uint8Array

/** Wraps instructions in a complete pickle of protocol 2. */
export function pickle(...parts: readonly Part[]): PickleBytes {
  return bytes('\x80\x02', ...parts, '.')
}

/** `BINUNICODE`. */
export function text(value: string): PickleBytes {
  const encoded = Buffer.from(value, 'utf8')
  return bytes('X', littleEndian(encoded.length, 4), encoded)
}

/** `BININT`, or `LONG1` for larger numbers. */
export function int(value: number | bigint): PickleBytes {
  if (value >= -(2 ** 31) && value < 2 ** 31) return bytes('J', littleEndian(value, 4))
  return bytes('\x8a\x08', littleEndian(value, 8))
}

/** `GLOBAL`. */
export function global(module: string, name: string): PickleBytes {
  return bytes(`c${module}\n${name}\n`)
}

/** `MARK … TUPLE`. */
export function tuple(...items: readonly Part[]): PickleBytes {
  return bytes('(', ...items, 't')
}

/** `EMPTY_LIST MARK … APPENDS`. */
export function list(...items: readonly Part[]): PickleBytes {
  return bytes('](', ...items, 'e')
}

/** `EMPTY_DICT MARK … SETITEMS` with texts as keys. */
export function dict(entries: Readonly<Record<string, Part>>): PickleBytes {
  return bytes('}(', ...Object.entries(entries).flatMap(([key, value]) => [text(key), value]), 'u')
}

/** `REDUCE`: a call. */
export function call(callable: Part, ...args: readonly Part[]): PickleBytes {
  return bytes(callable, tuple(...args), 'R')
}

export interface StorageOptions {
  readonly key?: string
  readonly type?: string
  readonly count?: number | bigint | Uint8Array
  /** The legacy format has a `None` at the end. */
  readonly legacy?: boolean
}

/** The persistent id of a PyTorch storage. */
export function storage({ key = '0', type = 'FloatStorage', count = 6, legacy }: StorageOptions = {}): PickleBytes {
  const size = count instanceof Uint8Array ? count : int(count)
  return bytes(tuple(text('storage'), global('torch', type), text(key), text('cpu'), size, legacy ? 'N' : ''), 'Q')
}

export interface TensorOptions {
  readonly storage?: Uint8Array
  readonly offset?: number | bigint
  readonly shape?: readonly (number | bigint)[]
  readonly strides?: readonly (number | bigint)[]
}

/** A tensor as PyTorch writes it; by default [2, 3] from a storage of six numbers. */
export function tensor(options: TensorOptions = {}): PickleBytes {
  const { storage: from = storage(), offset = 0, shape = [2, 3], strides = [3, 1] } = options
  const hooks = call(global('collections', 'OrderedDict'))
  const view = [int(offset), tuple(...shape.map(int)), tuple(...strides.map(int))]
  return call(global('torch._utils', '_rebuild_tensor_v2'), from, ...view, '\x89', hooks)
}
