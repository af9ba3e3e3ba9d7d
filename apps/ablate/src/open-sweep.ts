import { join } from 'node:path'
import { parseSweep, readSweep, type Sweep } from '@dfpir/ablation'
import { UsageError } from '@dfpir/core'

/** The options that select the sweep. */
export interface OpenSweepOptions {
  /** The sweep file. */
  config?: string
  /** Name of a built-in sweep, instead of a file. */
  preset?: string
  /** The folder that paths in the sweep are relative to. */
  root?: string
  /** Output folder for trials and reports. */
  output?: string
}

/**
 * Opens the sweep that the options select.
 *
 * @throws UsageError or DataError for an invalid command line or file
 */
export async function openSweep({ config, preset, root, output }: OpenSweepOptions): Promise<Sweep> {
  if (config !== undefined && preset !== undefined) {
    throw new UsageError('--config and --preset cannot be combined', {
      hint: `Write preset: ${preset} into ${config}, and omit --preset.`,
    })
  }
  if (config !== undefined) return readSweep(config, { root, output })
  if (preset === undefined) {
    throw new UsageError('expected a sweep, got neither --config nor --preset', { hint: 'See dfpir ablate --help.' })
  }
  return parseSweep({ preset }, process.cwd(), { root, output: output ?? join('runs', preset) })
}
