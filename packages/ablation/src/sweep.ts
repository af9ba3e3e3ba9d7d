import { dirname, resolve } from 'node:path'
import { UsageError } from '@dfpir/core'
import { parseContent } from '@dfpir/datasets'
import { readYaml } from '@dfpir/trainer'
import { applyAblationPreset } from './ablation-presets.js'
import { expandTrials, type Trial } from './expand-trials.js'
import { isContent } from './is-content.js'
import { type EvaluationOptions, type RawSweep, sweepSchema } from './sweep-schema.js'

/** A checked sweep file with its trials. */
export interface Sweep {
  /** The preset. */
  readonly preset?: string
  /** The absolute folder that paths of trainings and evaluation are relative to. */
  readonly root: string
  /** The absolute folder for trials and reports. */
  readonly output: string
  readonly trials: readonly Trial[]
  readonly evaluate: EvaluationOptions
}

/** Settings that take precedence over a sweep file, for example from a command line. */
export interface SweepChanges {
  /** The same as in a sweep file, but relative to the working folder. */
  root?: string
  output?: string
}

/**
 * Reads a YAML sweep file. Its paths are relative to its `root`, by default the file's folder.
 *
 * @throws UsageError or DataError that lists the faults
 */
export async function readSweep(path: string, changes: SweepChanges = {}): Promise<Sweep> {
  return parseSweep(await readYaml(path, 'the sweep file'), dirname(resolve(path)), changes)
}

/**
 * Parses the content of a sweep file. With the key `preset`, missing keys come from the preset.
 *
 * @param folder the folder that `root` and `output` are relative to
 * @throws UsageError that lists every unknown key (with the nearest known one) and every invalid value
 */
export async function parseSweep(content: unknown, folder: string, changes: SweepChanges = {}): Promise<Sweep> {
  const given = changes.root === undefined ? rootOf(content) : undefined
  const root = changes.root === undefined ? resolve(folder, given ?? '.') : resolve(changes.root)
  const raw = parseContent(sweepSchema, await applyAblationPreset(hoistTrials(content), root), 'the sweep file')
  return {
    ...(raw.preset !== undefined && { preset: raw.preset }),
    root,
    output: outputOf(raw, { folder, root, changes }),
    trials: await expandTrials(raw),
    evaluate: evaluationOf(raw),
  }
}

function rootOf(content: unknown): string | undefined {
  const root = isContent(content) ? content.root : undefined
  return typeof root === 'string' ? root : undefined
}

/** Moves `trials` out of `sweep`, where it may also be. */
function hoistTrials(content: unknown): unknown {
  if (!isContent(content) || !isContent(content.sweep) || !('trials' in content.sweep)) return content
  const { trials, ...sweep } = content.sweep
  return { ...content, sweep, trials }
}

interface Places {
  readonly folder: string
  readonly root: string
  readonly changes: SweepChanges
}

/** The output of the sweep, else of its trainings. */
function outputOf({ output, base }: RawSweep, { folder, root, changes }: Places): string {
  if (changes.output !== undefined) return resolve(changes.output)
  if (output !== undefined) return resolve(folder, output)
  if (typeof base.output === 'string') return resolve(root, base.output)
  throw new UsageError('the sweep file has no output folder', { hint: 'Add one, for example output: runs/sweep.' })
}

function evaluationOf({ evaluate }: RawSweep): EvaluationOptions {
  if (evaluate?.data && evaluate.suite) {
    throw new UsageError('the sweep file has both evaluate.data and evaluate.suite, expected one of them')
  }
  if (evaluate?.data || evaluate?.suite) return evaluate
  throw new UsageError('the sweep file has no evaluation data', {
    hint: 'Add some, for example evaluate: [{task: denoise, sigma: 25, clean: photos/}].',
  })
}
