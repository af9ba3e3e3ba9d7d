import { DfpirError, UsageError } from '@dfpir/core'
import { networkCode } from '@dfpir/model/node'
import { parseTrainingConfig } from '@dfpir/trainer'
import { canonicalHash } from './canonical-hash.js'
import type { Content } from './is-content.js'
import { flatten, overrideContent } from './override-content.js'
import type { RawSweep } from './sweep-schema.js'

/** One training of a sweep. */
export interface Trial {
  /** A hash of everything that decides what comes out of the training. */
  readonly id: string
  /** What distinguishes it from the others but for its seed; trials of one name differ in their seeds alone. */
  readonly name: string
  /** The keys that were replaced, as the sweep file names them. */
  readonly overrides: Content
  readonly seed: number
  /** SHA-256 of the code that registered its network; nothing for the networks of this project. */
  readonly networkCode?: string
  /** The content of its training file; paths are relative to the sweep's root. */
  readonly content: Content
}

/** A name and its overrides, before seeds. */
type Variant = Pick<Trial, 'name' | 'overrides'>

/** Stands for the sweep's root, so that a trial is the same trial wherever that is. */
const anyRoot = '/sweep'

/**
 * The trials of a sweep file: each of its `trials` with each combination of the lists in `sweep`, or the base alone where
 * there are neither; once per seed, seeds of one variant one after another.
 *
 * @throws UsageError for a list that is none, an override that the training file does not know, and trials that are alike
 */
export async function expandTrials({ base, sweep = {}, trials, seeds }: RawSweep): Promise<Trial[]> {
  const { seed: baseSeed = 0, output: _, ...common } = base
  const named = trials?.map(({ name, ...overrides }): Variant => ({ name, overrides }))
  const variants = combine(named ?? [], grid(sweep))
  if (variants.length === 0) variants.push({ name: 'base', overrides: {} })
  const all = await Promise.all(
    variants.flatMap(variant =>
      (seeds ?? [baseSeed as number]).map(seed =>
        createTrial(variant, overrideContent(common, variant.overrides), seed),
      ),
    ),
  )
  requireDistinct(all)
  return all
}

function grid(sweep: Content): Variant[] {
  return Object.entries(flatten(sweep)).reduce<Variant[]>((variants, [key, values]) => {
    if (!Array.isArray(values) || values.length === 0) {
      throw new UsageError(`the sweep's key ${key} needs a list of values, got ${JSON.stringify(values)}`, {
        hint: `Write for example ${key}: [${JSON.stringify(values)}].`,
      })
    }
    const choices = values.map((value): Variant => ({ name: `${key} ${text(value)}`, overrides: { [key]: value } }))
    return combine(variants, choices)
  }, [])
}

/** Each with each; the others alone where one list is empty. */
function combine(first: readonly Variant[], second: readonly Variant[]): Variant[] {
  if (first.length === 0 || second.length === 0) return [...first, ...second]
  return first.flatMap(a =>
    second.map(b => ({ name: `${a.name}, ${b.name}`, overrides: { ...a.overrides, ...b.overrides } })),
  )
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

async function createTrial({ name, overrides }: Variant, changed: Content, seed: number): Promise<Trial> {
  const content = { ...changed, seed }
  try {
    return { ...(await identifyTrial(content)), name, overrides, seed, content }
  } catch (error) {
    if (!DfpirError.isInstance(error)) throw error
    throw new UsageError(`the trial "${name}" cannot be trained: ${error.message}`, { hint: error.hint, cause: error })
  }
}

/**
 * The hash of everything that decides what comes out of a training, defaults filled in: not of where its folders are, nor
 * of how many threads it runs on. Of a network that the user registered, its code belongs to it.
 *
 * @throws UsageError where the content is not that of a training file
 */
export async function identifyTrial(content: Content): Promise<Pick<Trial, 'id' | 'networkCode'>> {
  const { output, workers, threads, ...decisive } = parseTrainingConfig({ ...content, output: '.' }, anyRoot)
  const code = decisive.model && (await networkCode(decisive.model))
  if (code === undefined) return { id: canonicalHash(decisive) }
  return { id: canonicalHash({ ...decisive, networkCode: code }), networkCode: code }
}

function requireDistinct(trials: readonly Trial[]): void {
  const byId = new Map<string, Trial>()
  for (const trial of trials) {
    const twin = byId.get(trial.id)
    if (twin) {
      throw new UsageError(
        `the trials ${describe(twin)} and ${describe(trial)} are the same: they differ in nothing that decides the outcome`,
      )
    }
    byId.set(trial.id, trial)
  }
}

function describe({ name, seed }: Trial): string {
  return `"${name}" (seed ${seed})`
}
