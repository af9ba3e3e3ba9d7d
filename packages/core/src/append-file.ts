import { appendFile } from 'node:fs/promises'
import { EnvironmentError } from './errors.js'
import { systemReason } from './system-reason.js'

/**
 * Adds to the end of a file, which is made if it is not there.
 *
 * @throws EnvironmentError when it cannot be written or the disk is full
 */
export async function appendToFile(path: string, data: Uint8Array | string): Promise<void> {
  await appendFile(path, data).catch(cause => {
    const hint = 'Choose another place or make room.'
    throw new EnvironmentError(`cannot write ${path}: ${systemReason(cause)}`, { cause, hint })
  })
}
