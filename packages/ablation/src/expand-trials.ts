import { DfpirError, UsageError } from '@dfpir/core'
import { networkCode } from '@dfpir/model/node'
import { parseTrainingConfig } from '@dfpir/trainer'
import { canonicalHash } from './canonical-hash.js'
import type { Content } from './is-content.js'
import { flatten, overrideContent } from './override-content.js'
import type { RawSweep } from './sweep-schema.js'

/** One training of a sweep. */
export interface Trial {
  /** A hash of everything that affects the result of the training. */
  readonly id: string
  /** The name of the variant. Trials with the same name differ only in their seeds. */
  readonly name: string
  /** The replaced keys, as in the sweep file. */
  readonly overrides: Content
  readonly seed: number
  /** SHA-256 of the code that registered its network; undefined for this project's networks. */
  readonly networkCode?: string
  /** The content of its training file; paths are relative to the sweep's root. */
  readonly content: Content
}

/** A name and its overrides, before seeds. */
type Variant = Pick<Trial, 'name' | 'overrides'>

/** A placeholder for the sweep's root, so a trial's id does not depend on it. */
const anyRoot = '/sweep'

/**
 * Expands a sweep file to trials: each of its `trials` with each combination of the lists in `sweep`, or only the base
 * if there are neither. Each variant is repeated for all seeds before the next.
 *
 * @throws UsageError for a value that is not a list, an override that the training file does not have, and identical
 * trials
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
      throw new UsageError(`the sweep's key ${key} must be a list of values, got ${JSON.stringify(values)}`, {
        hint: `Write a list, for example ${key}: [${JSON.stringify(values)}].`,
      })
    }
    const choices = values.map((value): Variant => ({ name: `${key} ${text(value)}`, overrides: { [key]: value } }))
    return combine(variants, choices)
  }, [])
}

/** All combinations; if one list is empty, the other list. */
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
 * Hashes everything that affects the result of a training, including defaults, but not its folders or its number of
 * threads. For a network that the user registered, the code is included.
 *
 * @throws UsageError if the content is not a valid training file
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
        `the trials ${describe(twin)} and ${describe(trial)} are the same: they differ in nothing that affects the result`,
      )
    }
    byId.set(trial.id, trial)
  }
}

function describe({ name, seed }: Trial): string {
  return `"${name}" (seed ${seed})`
}
