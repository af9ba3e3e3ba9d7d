import { existsSync } from 'node:fs'
import { dirname, extname } from 'node:path'
import { UsageError } from '@dfpir/core'
import { checkWritable } from './check-writable.js'

export interface CheckOutputFileOptions {
  /** Whether an existing file may be replaced. */
  force?: boolean
  /**
   * The allowed extensions, in lower case, with dots. Hints suggest the first one.
   *
   * @default any
   */
  extensions?: readonly string[]
}

/**
 * Checks that a file can be written before the work for it starts.
 *
 * @throws UsageError for another extension, and for an existing file that may not be replaced; EnvironmentError if the
 * file's folder cannot be written
 */
export function checkOutputFile(path: string, { force = false, extensions }: CheckOutputFileOptions = {}): void {
  if (extensions && !extensions.includes(extname(path).toLowerCase())) {
    throw new UsageError(`cannot write ${path}: expected the extension ${extensions.join(' or ')}`, {
      hint: `Use a file name that ends in ${extensions[0]}.`,
    })
  }
  if (existsSync(path) && !force)
    throw new UsageError(`${path} already exists`, { hint: 'Add --force to overwrite it.' })
  checkWritable(dirname(path))
}
