import { dirname, resolve } from 'node:path'
import { UsageError } from '@dfpir/core'
import { parseContent } from '@dfpir/datasets'
import { readYaml } from '@dfpir/trainer'
import { applyAblationPreset } from './ablation-presets.js'
import { expandTrials, type Trial } from './expand-trials.js'
import { isContent } from './is-content.js'
import { type EvaluationOptions, type RawSweep, sweepSchema } from './sweep-schema.js'

/** A sweep file, checked and laid out. */
export interface Sweep {
  /** The preset that it comes from. */
  readonly preset?: string
  /** What relative paths of trainings and evaluation are relative to; absolute. */
  readonly root: string
  /** Where trials and reports go; absolute. */
  readonly output: string
  readonly trials: readonly Trial[]
  readonly evaluate: EvaluationOptions
}

/** What is said beside a sweep file, such as on a command line; it stands before the file. */
export interface SweepChanges {
  /** As in a sweep file, but relative to the working folder. */
  root?: string
  output?: string
}

/**
 * Reads a YAML sweep file; paths in it are relative to its `root`, which is the file's folder when left out.
 *
 * @throws UsageError or DataError that names what is wrong
 */
export async function readSweep(path: string, changes: SweepChanges = {}): Promise<Sweep> {
  return parseSweep(await readYaml(path, 'the sweep file'), dirname(resolve(path)), changes)
}

/**
 * Checks the content of a sweep file. With the key `preset`, what the content leaves out is the preset's.
 *
 * @param folder what `root` and `output` are relative to
 * @throws UsageError naming every wrong key (with the nearest known one) and value
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

/** `trials` may also be given in `sweep`. */
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

/** That of the sweep, else that of its trainings. */
function outputOf({ output, base }: RawSweep, { folder, root, changes }: Places): string {
  if (changes.output !== undefined) return resolve(changes.output)
  if (output !== undefined) return resolve(folder, output)
  if (typeof base.output === 'string') return resolve(root, base.output)
  throw new UsageError('the sweep file does not say where results go', { hint: 'Add for example output: runs/sweep.' })
}

function evaluationOf({ evaluate }: RawSweep): EvaluationOptions {
  if (evaluate?.data && evaluate.suite) {
    throw new UsageError('the sweep file gives evaluate.data and evaluate.suite: one of them is too many')
  }
  if (evaluate?.data || evaluate?.suite) return evaluate
  throw new UsageError('the sweep file does not say what trials are measured on', {
    hint: 'Add for example evaluate: [{task: denoise, sigma: 25, clean: photos/}].',
  })
}
