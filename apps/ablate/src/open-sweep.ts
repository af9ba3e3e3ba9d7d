import { join } from 'node:path'
import { parseSweep, readSweep, type Sweep } from '@dfpir/ablation'
import { UsageError } from '@dfpir/core'
import type { AblateOptions } from './ablate-command.js'

/**
 * The sweep that a command line names.
 *
 * @throws UsageError or DataError for a command line or a file that is wrong
 */
export async function openSweep({ config, preset, root, output }: AblateOptions): Promise<Sweep> {
  if (config !== undefined && preset !== undefined) {
    throw new UsageError('--config and --preset are both given', {
      hint: `Write preset: ${preset} into ${config}, and leave --preset out.`,
    })
  }
  if (config !== undefined) return readSweep(config, { root, output })
  if (preset === undefined) {
    throw new UsageError('expected a sweep, got neither --config nor --preset', { hint: 'See dfpir ablate --help.' })
  }
  return parseSweep({ preset }, process.cwd(), { root, output: output ?? join('runs', preset) })
}
