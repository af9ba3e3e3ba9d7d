import { UsageError } from '@dfpir/core'
import { dtypeSizes } from './dtype.js'
import { checkEntry, type TensorEntry } from './tensor-entry.js'

/**
 * Serialises tensors as a safetensors file. The same tensors and metadata give the same bytes in any order: wider
 * dtypes come first, so every tensor is aligned to its element's size; then names in code unit order.
 *
 * @throws UsageError for an entry whose bytes do not fit its dtype and shape, and for one named `__metadata__`
 */
export function serializeSafetensors(
  tensors: ReadonlyMap<string, TensorEntry>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const parts = safetensorsParts(tensors, metadata)
  const bytes = new Uint8Array(parts.reduce((total, part) => total + part.byteLength, 0))
  let offset = 0
  for (const part of parts) {
    bytes.set(part, offset)
    offset += part.byteLength
  }
  return bytes
}

/** The same file in pieces, so writing it needs no second copy of the tensors. */
export function safetensorsParts(
  tensors: ReadonlyMap<string, TensorEntry>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array[] {
  const ordered = [...tensors].sort(([a, x], [b, y]) => dtypeSizes[y.dtype] - dtypeSizes[x.dtype] || compare(a, b))
  const members = Object.keys(metadata).length > 0 ? [`"__metadata__":${sortedJson(metadata)}`] : []
  let offset = 0
  for (const [name, entry] of ordered) {
    if (name === '__metadata__') throw new UsageError('a tensor cannot be named "__metadata__"')
    checkEntry(entry, `tensor "${name}"`)
    const { dtype, shape, data } = entry
    const placement = { dtype, shape, data_offsets: [offset, offset + data.byteLength] }
    members.push(`${JSON.stringify(name)}:${JSON.stringify(placement)}`)
    offset += data.byteLength
  }
  return [headerBytes(`{${members.join(',')}}`), ...ordered.map(([, entry]) => entry.data)]
}

/** The header, preceded by its length and padded with spaces to a multiple of 8 bytes. */
function headerBytes(json: string): Uint8Array {
  const text = new TextEncoder().encode(json)
  const padded = Math.ceil(text.byteLength / 8) * 8
  const bytes = new Uint8Array(8 + padded).fill(0x20, 8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true)
  bytes.set(text, 8)
  return bytes
}

function sortedJson(record: Readonly<Record<string, string>>): string {
  const entries = Object.entries(record).sort(([a], [b]) => compare(a, b))
  return `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
