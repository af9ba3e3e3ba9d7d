import { DataError } from '@dfpir/core'
import { type Dtype, dtypeSizes, dtypes, isDtype } from './dtype.js'
import { elementCount, shapeText } from './shape.js'
import type { TensorEntry } from './tensor-entry.js'

/** The content of a safetensors file. */
export interface Safetensors {
  /** The tensors by name, in the order of the file's header. */
  readonly tensors: Map<string, TensorEntry>
  /** The file's free-form strings (its `__metadata__`). */
  readonly metadata: Record<string, string>
}

/** The format's limit for the size of the header, in bytes. */
const maxHeaderBytes = 100_000_000
const hint = 'Download or write the file again: it may be damaged, truncated or of another format.'

/**
 * Parses a safetensors file (https://github.com/huggingface/safetensors, format section) strictly: every byte of the
 * data belongs to exactly one tensor. The tensors share the given memory.
 *
 * @param source the file's name in messages
 * @throws DataError if it is not a complete and consistent safetensors file
 */
export function parseSafetensors(bytes: Uint8Array, source = 'the safetensors data'): Safetensors {
  const headerEnd = safetensorsHeaderEnd(bytes, bytes.byteLength, source)
  const header = parseHeader(bytes.subarray(8, headerEnd), source)
  const data = bytes.subarray(headerEnd)
  const metadata = header.has('__metadata__') ? checkMetadata(header.get('__metadata__'), source) : {}
  header.delete('__metadata__')
  const placements = [...header].map(([name, value]) => checkPlacement(name, value, source))
  checkCoverage(placements, data.byteLength, source)
  const tensors = placements.map(({ name, dtype, shape, begin, end }): [string, TensorEntry] => [
    name,
    { dtype, shape, data: data.subarray(begin, end) },
  ])
  return { tensors: new Map(tensors), metadata }
}

/**
 * Computes the end of the header from the file's first 8 bytes and its size.
 *
 * @throws DataError if the two are inconsistent
 */
export function safetensorsHeaderEnd(start: Uint8Array, fileSize: number, source: string): number {
  if (fileSize === 0) throw new DataError(`${source} is empty: expected a safetensors file`, { hint })
  if (start.byteLength < 8) {
    throw new DataError(`${source} has ${fileSize} bytes: too short for a safetensors file`, { hint })
  }
  const size = new DataView(start.buffer, start.byteOffset, 8).getBigUint64(0, true)
  if (size > maxHeaderBytes || size < 2) {
    throw new DataError(`${source} is not a safetensors file: its header would have ${size} bytes`, { hint })
  }
  const end = 8 + Number(size)
  if (end > fileSize) {
    throw new DataError(`${source} ends inside its header: expected ${end} bytes, got ${fileSize}`, { hint })
  }
  return end
}

function parseHeader(bytes: Uint8Array, source: string): Map<string, unknown> {
  let text: string
  let header: unknown
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    header = JSON.parse(text)
  } catch (cause) {
    throw new DataError(`${source} is not a safetensors file: its header is not JSON`, { hint, cause })
  }
  if (!isRecord(header) || !text.startsWith('{')) {
    throw new DataError(`${source} is not a safetensors file: its header is not a JSON object`, { hint })
  }
  const entries = new Map(Object.entries(header))
  const foreign = [...entries].find(([, value]) => !isRecord(value))
  if (foreign) throw new DataError(`${source}: the header's ${quote(foreign[0])} is not an object`, { hint })
  if (countOuterStrings(text) !== entries.size) {
    throw new DataError(`${source}: the header names a tensor twice`, { hint })
  }
  return entries
}

/** Counts the strings directly inside the outermost braces of valid JSON whose values are all objects: its keys. */
function countOuterStrings(json: string): number {
  let depth = 0
  let count = 0
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]/g)) {
    if (token === '{' || token === '[') depth++
    else if (token === '}' || token === ']') depth--
    else if (depth === 1) count++
  }
  return count
}

function checkMetadata(value: unknown, source: string): Record<string, string> {
  const entries = isRecord(value) ? Object.entries(value) : []
  const texts = entries.flatMap(([key, text]): [string, string][] => (typeof text === 'string' ? [[key, text]] : []))
  if (texts.length < entries.length) {
    throw new DataError(`${source}: the header's metadata has a value that is not a string`, { hint })
  }
  return Object.fromEntries(texts)
}

interface Placement {
  readonly name: string
  readonly dtype: Dtype
  readonly shape: readonly number[]
  readonly begin: number
  readonly end: number
}

function checkPlacement(name: string, value: unknown, source: string): Placement {
  const fail = (what: string) => new DataError(`${source}: tensor ${quote(name)} ${what}`, { hint })
  const { dtype, shape, data_offsets: offsets } = isRecord(value) ? value : {}
  if (!isDtype(dtype)) throw fail(`has dtype ${quote(dtype)}: expected one of ${dtypes.join(', ')}`)
  const count = isNumbers(shape) ? elementCount(shape) : undefined
  if (!isNumbers(shape) || count === undefined) throw fail('has a shape that is not a list of sizes')
  if (!isNumbers(offsets) || offsets.length !== 2 || !offsets.every(isPosition)) {
    throw fail('has offsets that are not a pair of positions')
  }
  const [begin, end] = offsets
  const bytes = count * dtypeSizes[dtype]
  if (end - begin !== bytes) {
    throw fail(`is ${dtype} ${shapeText(shape)}, ${bytes} bytes, but its offsets are ${begin} to ${end}`)
  }
  return { name, dtype, shape, begin, end }
}

function isPosition(offset: number): boolean {
  return Number.isSafeInteger(offset) && offset >= 0
}

function checkCoverage(placements: readonly Placement[], dataBytes: number, source: string): void {
  let reached = 0
  for (const { name, begin, end } of placements.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (end > dataBytes) {
      const text = `${source} ends at byte ${dataBytes} of its data, but tensor ${quote(name)} reaches to byte ${end}`
      throw new DataError(text, { hint })
    }
    if (begin !== reached) {
      const what = begin < reached ? 'overlaps another one' : 'leaves a gap before it'
      throw new DataError(`${source}: the data of tensor ${quote(name)} ${what}`, { hint })
    }
    reached = end
  }
  if (reached === dataBytes) return
  throw new DataError(`${source}: ${dataBytes - reached} bytes after the last tensor are unused`, { hint })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every(item => typeof item === 'number')
}

/** Quotes a name or value for a message, and shortens it. */
function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? 'none'
  return text.length > 80 ? `${text.slice(0, 77)}…"` : text
}
