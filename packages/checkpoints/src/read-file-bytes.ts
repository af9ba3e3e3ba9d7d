import { type FileHandle, open } from 'node:fs/promises'
import { DataError } from '@dfpir/core'
import { readFailure } from '@dfpir/core/node'

/**
 * Reads a whole file after checking its first bytes, so a file of another format is rejected at once, regardless of its
 * size.
 *
 * @param check receives the first 64 bytes (or fewer) and the file's size; throws to reject the file
 * @throws DataError if the file cannot be read
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

/** Reads in pieces, because one read call cannot read 2 GiB. Returns fewer bytes if the file shrinks meanwhile. */
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
