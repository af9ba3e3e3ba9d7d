import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '@dfpir/core'
import { evaluationFiles } from '@dfpir/evaluation'
import { checkWritable } from '@dfpir/terminal'

/**
 * Makes sure that results can be written into a folder before anything is measured.
 *
 * @throws UsageError when results lie there already and may not be overwritten.
 * @throws EnvironmentError when the folder cannot be written.
 */
export function checkOutput({ output, force }: { readonly output?: string; readonly force?: boolean }): void {
  if (output === undefined) return
  checkWritable(output)
  const existing = evaluationFiles.filter(name => existsSync(join(output, name)))
  if (force || existing.length === 0) return
  throw new UsageError(`${output} holds ${existing.join(', ')} already`, {
    hint: 'Add --force to overwrite, or name another folder.',
  })
}
