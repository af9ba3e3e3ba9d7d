import { accessSync, constants } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { EnvironmentError } from '@dfpir/core'
import { statIfThere } from './stat-if-there.js'

/**
 * Makes sure that a folder can be written, or made, before hours of work end in an error.
 *
 * @throws EnvironmentError when it cannot.
 */
export function checkWritable(folder: string): void {
  let existing = resolve(folder)
  while (!statIfThere(existing) && dirname(existing) !== existing) existing = dirname(existing)
  const hint = 'Choose another place with -o.'
  if (!statIfThere(existing)?.isDirectory()) {
    throw new EnvironmentError(`cannot write to ${folder}: ${existing} is no folder`, { hint })
  }
  try {
    accessSync(existing, constants.W_OK | constants.X_OK)
  } catch (cause) {
    throw new EnvironmentError(`cannot write to ${folder}: permission denied`, { cause, hint })
  }
}
