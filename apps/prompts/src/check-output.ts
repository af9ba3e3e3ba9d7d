import { existsSync } from 'node:fs'
import { extname } from 'node:path'
import { UsageError } from '@dfpir/core'

/** @throws UsageError for a name that is no safetensors file's, or a file that is there unless `force` */
export function checkOutput(output: string, force = false): void {
  if (extname(output).toLowerCase() !== '.safetensors') {
    throw new UsageError(`cannot write ${output}`, { hint: 'Name a file that ends in .safetensors.' })
  }
  if (existsSync(output) && !force) throw new UsageError(`${output} exists`, { hint: 'Overwrite it with --force.' })
}
