import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { checkWritable } from '@dfpir/app-restore'
import { UsageError } from '@dfpir/core'
import { figureFormat } from '@dfpir/figures'

/** @throws UsageError for a file that exists or is of another kind, EnvironmentError where it cannot be written. */
export function checkFigure(path: string, force = false): void {
  figureFormat(path)
  if (existsSync(path) && !force) throw new UsageError(`${path} exists`, { hint: 'Overwrite it with --force.' })
  checkWritable(dirname(path))
}
