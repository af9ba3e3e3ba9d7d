import { type FileHandle, open } from 'node:fs/promises'
import { DataError } from '@dfpir/core'
import { readFailure, writeFileAtomic } from '@dfpir/core/node'
import { parseSafetensors, type Safetensors, safetensorsHeaderEnd } from './parse-safetensors.js'
import { safetensorsParts } from './serialize-safetensors.js'
import type { TensorEntry } from './tensor-entry.js'

/**
 * Reads a safetensors file. Its first bytes are checked before the rest is read, so that a file of another kind is
 * refused at once whatever its size.
 *
 * @throws DataError when the file cannot be read or is no whole and consistent safetensors file.
 */
export async function readSafetensors(path: string): Promise<Safetensors> {
  return parseSafetensors(await readBytes(path), path)
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
): Promise<void> {
  await writeFileAtomic(path, safetensorsParts(tensors, metadata))
}

async function readBytes(path: string): Promise<Uint8Array> {
  let file: FileHandle | undefined
  try {
    file = await open(path)
    const { size } = await file.stat()
    const start = await readExactly(file, 0, Math.min(8, size))
    safetensorsHeaderEnd(start, size, path)
    return await readExactly(file, 0, size)
  } catch (cause) {
    throw cause instanceof DataError ? cause : readFailure(path, cause)
  } finally {
    await file?.close()
  }
}

/** Reads in pieces: one read call cannot take 2 GiB. A file that shrinks meanwhile gives fewer bytes. */
async function readExactly(file: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length)
  let filled = 0
  while (filled < length) {
    const wanted = Math.min(length - filled, 2 ** 28)
    const { bytesRead } = await file.read(bytes, filled, wanted, position + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return bytes.subarray(0, filled)
}
