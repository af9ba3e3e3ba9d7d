import { type FileHandle, open } from 'node:fs/promises'
import { DataError } from '@dfpir/core'
import { readFailure } from '@dfpir/core/node'

/**
 * Reads a whole file after its first bytes were looked at, so that a file of another kind is refused at once whatever
 * its size.
 *
 * @param check Takes the first 64 bytes (or fewer) and the file's size; what it throws is thrown.
 * @throws DataError when the file cannot be read
 */
export async function readFileBytes<T>(
  path: string,
  check: (start: Uint8Array, size: number) => T,
): Promise<{ bytes: Uint8Array; checked: T }> {
  let file: FileHandle | undefined
  try {
    file = await open(path)
    const { size } = await file.stat()
    const checked = check(await readExactly(file, Math.min(64, size)), size)
    return { checked, bytes: await readExactly(file, size) }
  } catch (cause) {
    throw cause instanceof DataError ? cause : readFailure(path, cause)
  } finally {
    await file?.close()
  }
}

/** Reads in pieces: one read call cannot take 2 GiB. A file that shrinks meanwhile gives fewer bytes. */
async function readExactly(file: FileHandle, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length)
  let filled = 0
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, Math.min(length - filled, 2 ** 28), filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return bytes.subarray(0, filled)
}
