import { type WriteFileOptions, writeFileAtomic } from '@dfpir/core/node'
import { parseSafetensors, type Safetensors, safetensorsHeaderEnd } from './parse-safetensors.js'
import { readFileBytes } from './read-file-bytes.js'
import { safetensorsParts } from './serialize-safetensors.js'
import type { TensorEntry } from './tensor-entry.js'

/**
 * Reads a safetensors file. Its first bytes are checked before the rest is read, so that a file of another kind is
 * refused at once whatever its size.
 *
 * @throws DataError when the file cannot be read or is no whole and consistent safetensors file.
 */
export async function readSafetensors(path: string): Promise<Safetensors> {
  const { bytes } = await readFileBytes(path, (start, size) => safetensorsHeaderEnd(start.subarray(0, 8), size, path))
  return parseSafetensors(bytes, path)
}

/**
 * Writes a safetensors file, whole or not at all; the same tensors give the same file.
 *
 * @throws UsageError for inconsistent entries, EnvironmentError when the file cannot be written.
 */
export async function writeSafetensors(
  path: string,
  tensors: ReadonlyMap<string, TensorEntry>,
  metadata: Readonly<Record<string, string>> = {},
  options: WriteFileOptions = {},
): Promise<void> {
  await writeFileAtomic(path, safetensorsParts(tensors, metadata), options)
}
