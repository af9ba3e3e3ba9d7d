import { existsSync } from 'node:fs'
import { dirname, extname } from 'node:path'
import { UsageError } from '@dfpir/core'
import { checkWritable } from './check-writable.js'

export interface CheckOutputFileOptions {
  /** Whether an existing file may be replaced. */
  force?: boolean
  /**
   * What the file's name may end in, in lower case, with the dots; the first one is named in hints.
   *
   * @default any
   */
  extensions?: readonly string[]
}

/**
 * Makes sure that a file can be written before the work for it begins.
 *
 * @throws UsageError for a name of another kind and for a file that exists and may not be replaced, EnvironmentError where
 * the file's folder cannot be written
 */
export function checkOutputFile(path: string, { force = false, extensions }: CheckOutputFileOptions = {}): void {
  if (extensions && !extensions.includes(extname(path).toLowerCase())) {
    throw new UsageError(`cannot write ${path}: expected ${extensions.join(' or ')}`, {
      hint: `Name a file that ends in ${extensions[0]}.`,
    })
  }
  if (existsSync(path) && !force) throw new UsageError(`${path} exists`, { hint: 'Overwrite it with --force.' })
  checkWritable(dirname(path))
}
