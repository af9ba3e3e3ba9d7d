import { type WriteFileOptions, writeFileAtomic } from '@dfpir/core/node'
import { parseSafetensors, type Safetensors, safetensorsHeaderEnd } from './parse-safetensors.js'
import { readFileBytes } from './read-file-bytes.js'
import { safetensorsParts } from './serialize-safetensors.js'
import type { TensorEntry } from './tensor-entry.js'

/**
 * Reads a safetensors file. Checks its first bytes before the rest, so a file of another format is rejected at once,
 * regardless of its size.
 *
 * @throws DataError if the file cannot be read or is not a complete and consistent safetensors file
 */
export async function readSafetensors(path: string): Promise<Safetensors> {
  const { bytes } = await readFileBytes(path, (start, size) => safetensorsHeaderEnd(start.subarray(0, 8), size, path))
  return parseSafetensors(bytes, path)
}

/**
 * Writes a safetensors file completely or not at all. The same tensors give the same file.
 *
 * @throws UsageError for inconsistent entries, EnvironmentError if the file cannot be written
 */
export async function writeSafetensors(
  path: string,
  tensors: ReadonlyMap<string, TensorEntry>,
  metadata: Readonly<Record<string, string>> = {},
  options: WriteFileOptions = {},
): Promise<void> {
  await writeFileAtomic(path, safetensorsParts(tensors, metadata), options)
}
