import { join } from 'node:path'
import { parseSweep, readSweep, type Sweep } from '@dfpir/ablation'
import { UsageError } from '@dfpir/core'

/** What a command line says about the sweep. */
export interface OpenSweepOptions {
  /** The sweep file. */
  config?: string
  /** A sweep by name, in place of a file. */
  preset?: string
  /** What paths in the sweep are relative to. */
  root?: string
  /** Where trials and reports go. */
  output?: string
}

/**
 * The sweep that a command line names.
 *
 * @throws UsageError or DataError for a command line or a file that is wrong
 */
export async function openSweep({ config, preset, root, output }: OpenSweepOptions): Promise<Sweep> {
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
