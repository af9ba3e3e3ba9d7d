import { nearest, type Task, tasks, UsageError } from '@dfpir/core'
import {
  type Degradation,
  gaussianNoise,
  gaussianNoiseBetween,
  practicalNoise,
  sensorNoise,
  trainingDegradation,
} from '@dfpir/degradations'
import { findLayout } from './layouts/index.js'
import { damage, secondDegradation } from './training-damage.js'
import type { Damage, PatchDegradation } from './training-source.js'

/** Gaussian noise of any level between two, in 8-bit levels, and the levels that have prompts. */
export interface SigmaRange {
  readonly from: number
  readonly to: number
  readonly prompts: readonly number[]
}

/**
 * One entry of a training file's `data`. It names pictures in one of four ways: `clean`; `input` and `target`; `layout`
 * and `root`; `list`. Clean ones are degraded while training, as the task says. Plain values alone, so that an entry can
 * be sent to another thread and opened there.
 */
export interface TrainingEntry {
  readonly task: Task
  /**
   * For denoise: the noise levels, in 8-bit levels, that patches of clean photographs draw from, or the one level that
   * pairs were made with. With a range, or with practical noise, they are the levels that have prompts; a patch mostly
   * gets the prompt of the one nearest to the deviation of its noise.
   */
  readonly sigma?: number | readonly number[] | SigmaRange
  /**
   * For denoise of clean photographs: independent Gaussian noise (when left out); noise as image sensors make it, of about
   * the level's strength; or {@link practicalNoise} of any strength.
   */
  readonly noise?: 'gaussian' | 'sensor' | 'practical'
  /** The share, 0 … 1, of patches of clean photographs that are saved as a JPEG of quality 40 to 95 once they are degraded. */
  readonly jpeg?: number
  /**
   * For clean photographs: the shares of patches that get a second damage, that of another task. It stays in the target,
   * but for `denoise`, which adds light noise that is to be removed, too. Together at most 1.
   */
  readonly also?: Readonly<Partial<Record<Task, number>>>
  /**
   * The least factor, above 0 to 1, by which patches of clean photographs are shrunk once they are degraded, so that they
   * show more of a scene; for what depends on the whole of it, such as haze. Each patch draws its factor.
   */
  readonly shrink?: number
  /**
   * The greatest factor, from 1 up, by which patches of clean photographs are enlarged before they are degraded: pictures
   * as soft as those of larger sensors. Each patch draws its factor.
   */
  readonly enlarge?: number
  /**
   * The greatest strength, from 1 up, by which the midtones of clean photographs are brightened (to the power of 1 through
   * it). Each patch draws its own.
   */
  readonly brightness?: number
  /** The greatest factor, from 1 up, of the strength of clean photographs' colours. Each patch draws its factor. */
  readonly saturation?: number
  /** The share, 0 to 1, of patches of clean photographs whose colour channels are put in another order. */
  readonly recolour?: number
  /** Whether patches stay upright: mirrored at most, not turned; for what tells near from far, above from below. */
  readonly upright?: boolean
  /**
   * For derain of clean photographs: a folder of grey layers of rendered drops, black where there is none, one to three of
   * which each patch adds; streaks are computed when left out.
   */
  readonly streaks?: string
  /**
   * For dehaze of clean photographs: a folder of grey depth maps of the photographs' names and sizes, the brighter the
   * farther, in any unit; depths are made up when left out.
   */
  readonly depth?: string
  /** A folder of clean photographs. */
  readonly clean?: string
  /** A folder of degraded photographs, matched by name with those in `target`. */
  readonly input?: string
  readonly target?: string
  /** The name of a data set's layout; of one with splits the training split is taken. */
  readonly layout?: string
  /** The data set's folder. */
  readonly root?: string
  /** A text file of paths. */
  readonly list?: string
  /** How often an epoch visits each photograph; 1 unless told. */
  readonly repeat?: number
}

/** The ways to say where pictures are: keys that belong together. */
const places = [['clean'], ['input', 'target'], ['layout', 'root'], ['list']] as const

/** @throws UsageError when an entry is not complete, says something twice, or contradicts itself. */
export function checkEntry(entry: TrainingEntry): void {
  checkTask(entry.task)
  checkRepeat(entry.repeat)
  checkPlace(entry)
  checkLayoutTask(entry)
  checkSigma(entry)
  checkDegrading(entry)
  checkRendered(entry)
}

function checkTask(task: string): void {
  if (tasks.some(known => known === task)) return
  const close = nearest(task, tasks)
  throw new UsageError(`there is no task ${task}`, {
    hint: close ? `Did you mean ${close}?` : `The tasks are ${tasks.join(', ')}.`,
  })
}

function checkRepeat(repeat = 1): void {
  if (Number.isInteger(repeat) && repeat >= 1) return
  throw new UsageError(`repeat must be a whole number of at least 1, got ${repeat}`)
}

function checkPlace(entry: TrainingEntry): void {
  const given = places.filter(keys => keys.some(key => entry[key]))
  const whole = given.filter(keys => keys.every(key => entry[key]))
  if (given.length === 1 && whole.length === 1) return
  const expected = 'one of clean; input and target; layout and root; list'
  const names = places.flat().filter(key => entry[key])
  throw new UsageError(`data for ${entry.task} needs ${expected}: got ${names.join(', ') || 'none of them'}`, {
    hint: given.length > 1 ? 'Make an entry of each.' : 'Say where the pictures are, for example clean: photos/.',
  })
}

function checkLayoutTask({ task, layout }: TrainingEntry): void {
  if (!layout) return
  const found = findLayout(layout)
  if (found.kind === 'clean' || found.task === undefined || found.task === task) return
  throw new UsageError(`the pairs of the layout ${layout} are for ${found.task}, got the task ${task}`, {
    hint: 'To degrade its clean pictures anew, give their folder as clean instead.',
  })
}

function checkSigma(entry: TrainingEntry): void {
  if (entry.task !== 'denoise' && entry.sigma !== undefined) {
    throw new UsageError(`sigma belongs to the task denoise, got it for ${entry.task}`)
  }
  if (entry.task === 'denoise') noises(entry)
  checkRange(entry)
  checkAlso(entry)
}

/** Which task each folder of what photographs are degraded with belongs to. */
const rendered = { streaks: 'derain', depth: 'dehaze' } as const

function checkRendered(entry: TrainingEntry): void {
  for (const key of Object.keys(rendered) as (keyof typeof rendered)[]) {
    if (entry[key] === undefined || entry.task === rendered[key]) continue
    throw new UsageError(`${key} belongs to the task ${rendered[key]}, got it for ${entry.task}`)
  }
  if (entry.input || (entry.layout && findLayout(entry.layout).kind === 'pairs')) checkPairs(entry)
}

/**
 * Checks an entry whose pictures are pairs.
 *
 * @throws UsageError when it says how to degrade them, or has several noise levels.
 */
export function checkPairs(entry: TrainingEntry): void {
  pairPrompt(entry)
  for (const key of Object.keys(rendered) as (keyof typeof rendered)[]) {
    if (entry[key] === undefined) continue
    throw new UsageError(`${key} degrades clean photographs, got pairs`, {
      hint: `Leave ${key} out, or give the folder of the clean pictures as clean.`,
    })
  }
}

function checkRange({ sigma, noise = 'gaussian' }: TrainingEntry): void {
  if (!isRange(sigma)) return
  const { from, to } = sigma
  if (noise !== 'gaussian')
    throw new UsageError(`a range of sigma belongs to Gaussian noise, got it for ${noise} noise`)
  if (!(from >= 0 && from <= to)) throw new UsageError(`sigma must range from 0 or more upwards, got ${from} to ${to}`)
}

function checkAlso({ task, also = {} }: TrainingEntry): void {
  const shares = Object.values(also)
  if (Object.hasOwn(also, task)) throw new UsageError(`also names damage of other tasks, got the entry's own, ${task}`)
  if (shares.every(share => share >= 0) && shares.reduce((sum, share) => sum + share, 0) <= 1) return
  throw new UsageError(`the shares of also must be 0 or more and together at most 1, got ${shares.join(', ')}`)
}

function checkDegrading({ task, noise, jpeg = 0, recolour = 0, shrink = 1, ...entry }: TrainingEntry): void {
  if (noise !== undefined && task !== 'denoise') {
    throw new UsageError(`noise belongs to the task denoise, got it for ${task}`)
  }
  for (const [name, share] of Object.entries({ jpeg, recolour })) {
    if (!(share >= 0 && share <= 1))
      throw new UsageError(`${name} must be a share of the patches, 0 to 1, got ${share}`)
  }
  if (!(shrink > 0 && shrink <= 1)) {
    throw new UsageError(`shrink must be a factor above 0 and of at most 1, got ${shrink}`)
  }
  const { enlarge = 1, brightness = 1, saturation = 1 } = entry
  for (const [name, factor] of Object.entries({ enlarge, brightness, saturation })) {
    if (!(factor >= 1 && factor <= 8)) throw new UsageError(`${name} must be a factor of 1 to 8, got ${factor}`)
  }
}

/**
 * How patches of an entry's clean photographs are damaged.
 *
 * @param rendered what takes the place of a computed degradation, where the entry names files for that
 * @throws UsageError when an entry for denoise has no level, or one that is not a number of at least 0.
 */
export function damageOf(entry: TrainingEntry, rendered?: PatchDegradation): Damage {
  const { task, noise, sigma, jpeg } = entry
  const measured = task === 'denoise' && (noise === 'practical' || isRange(sigma))
  const also = Object.entries(entry.also ?? {}) as [Task, number][]
  return damage({
    task,
    degradations: rendered ? [rendered] : degradationsOf(entry),
    prompts: measured ? promptLevels(sigma) : undefined,
    also: also.map(([other, share]) => ({ task: other, share, degradation: secondDegradation(other, task) })),
    jpeg,
  })
}

/** The degradations of an entry's own task, of which each patch draws one. */
function degradationsOf(entry: TrainingEntry): readonly Degradation[] {
  return entry.task === 'denoise' ? noises(entry) : [trainingDegradation(entry.task)]
}

function noises({ sigma, noise = 'gaussian' }: TrainingEntry): readonly Degradation[] {
  const levels = promptLevels(sigma)
  if (levels.length === 0) {
    throw new UsageError('data for denoise needs the noise levels to train on, got none', {
      hint: 'Add for example sigma: [15, 25, 50].',
    })
  }
  if (noise === 'practical') return [practicalNoise]
  if (isRange(sigma)) return [gaussianNoiseBetween(sigma.from, sigma.to)]
  return levels.map(noise === 'sensor' ? sensorNoise : gaussianNoise)
}

function isRange(sigma: TrainingEntry['sigma']): sigma is SigmaRange {
  return typeof sigma === 'object' && 'prompts' in sigma
}

/** The noise levels of an entry that have prompts, in 8-bit levels. */
export function promptLevels(sigma: TrainingEntry['sigma']): readonly number[] {
  if (isRange(sigma)) return sigma.prompts
  return typeof sigma === 'number' ? [sigma] : (sigma ?? [])
}

/**
 * The prompt that all pairs of an entry are told: the task's, or for noise that of its level.
 *
 * @throws UsageError when noisy pairs have several levels.
 */
export function pairPrompt(entry: TrainingEntry): string {
  if (entry.task !== 'denoise') return entry.task
  const [noise, ...others] = noises(entry)
  if (others.length === 0) return noise.name
  throw new UsageError(
    `noisy pairs need the one noise level that they were made with, got sigma ${promptLevels(entry.sigma)}`,
    {
      hint: 'Make an entry of data for each level.',
    },
  )
}
