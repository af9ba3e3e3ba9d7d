import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '@dfpir/core'
import { checkWritable } from './check-writable.js'

/**
 * Checks that files can be written into a folder, so hours of work do not end in an error.
 *
 * @throws UsageError if some of the files exist and may not be overwritten; EnvironmentError if the folder cannot be
 * written
 */
export function checkOutputFolder(folder: string, files: readonly string[], force = false): void {
  checkWritable(folder)
  const existing = files.filter(name => existsSync(join(folder, name)))
  if (force || existing.length === 0) return
  throw new UsageError(`${folder} already contains ${existing.join(', ')}`, {
    hint: 'Add --force to overwrite, or choose another folder.',
  })
}
