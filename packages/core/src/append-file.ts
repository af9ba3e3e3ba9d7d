import { appendFile } from 'node:fs/promises'
import { writeError } from './write-error.js'

/**
 * Appends to a file, and creates it if it does not exist.
 *
 * @throws EnvironmentError if the file cannot be written or the disk is full
 */
export async function appendToFile(path: string, data: Uint8Array | string): Promise<void> {
  await appendFile(path, data).catch(cause => {
    throw writeError(path, cause)
  })
}
