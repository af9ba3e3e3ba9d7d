import { appendFile } from 'node:fs/promises'
import { writeError } from './write-error.js'

/**
 * Adds to the end of a file, which is made if it is not there.
 *
 * @throws EnvironmentError when it cannot be written or the disk is full
 */
export async function appendToFile(path: string, data: Uint8Array | string): Promise<void> {
  await appendFile(path, data).catch(cause => {
    throw writeError(path, cause)
  })
}
