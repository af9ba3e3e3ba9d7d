import { accessSync, constants } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { EnvironmentError } from '@dfpir/core'
import { statIfThere } from './stat-if-there.js'

/**
 * Checks that a folder can be written or created, so hours of work do not end in an error.
 *
 * @throws EnvironmentError if it cannot
 */
export function checkWritable(folder: string): void {
  let existing = resolve(folder)
  while (!statIfThere(existing) && dirname(existing) !== existing) existing = dirname(existing)
  const hint = 'Choose another place with -o.'
  if (!statIfThere(existing)?.isDirectory()) {
    throw new EnvironmentError(`cannot write to ${folder}: ${existing} is not a folder`, { hint })
  }
  try {
    accessSync(existing, constants.W_OK | constants.X_OK)
  } catch (cause) {
    throw new EnvironmentError(`cannot write to ${folder}: permission denied`, { cause, hint })
  }
}
