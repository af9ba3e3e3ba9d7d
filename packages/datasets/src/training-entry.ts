import { type Task, UsageError } from '@dfpir/core'
import {
  type Degradation,
  gaussianNoise,
  gaussianNoiseBetween,
  practicalNoise,
  sensorNoise,
  trainingDegradation,
} from '@dfpir/degradations'
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
   * For denoise of clean photographs: independent Gaussian noise; noise as image sensors make it, of about the level's
   * strength; or {@link practicalNoise} of any strength.
   *
   * @default 'gaussian'
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
   * which each patch adds.
   *
   * @default streaks are computed
   */
  readonly streaks?: string
  /**
   * For dehaze of clean photographs: a folder of grey depth maps of the photographs' names and sizes, the brighter the
   * farther, in any unit.
   *
   * @default plausible depths are generated
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

/**
 * The degradations of an entry's own task, of which each patch draws one.
 *
 * @throws UsageError when an entry for denoise has no level, or one that is not a number of at least 0.
 */
export function degradationsOf(entry: TrainingEntry): readonly Degradation[] {
  return entry.task === 'denoise' ? noises(entry) : [trainingDegradation(entry.task)]
}

function noises({ sigma, noise = 'gaussian' }: TrainingEntry): readonly Degradation[] {
  const levels = promptLevels(sigma)
  if (levels.length === 0) {
    throw new UsageError('data for denoise needs the noise levels to train on, got none', {
      hint: 'Add for example sigma: [15, 25, 50].',
    })
  }
  const fixed = levels.map(noise === 'sensor' ? sensorNoise : gaussianNoise)
  if (noise === 'practical') return [practicalNoise]
  return isRange(sigma) ? [gaussianNoiseBetween(sigma.from, sigma.to)] : fixed
}

/** Whether an entry's noise has any level between two. */
export function isRange(sigma: TrainingEntry['sigma']): sigma is SigmaRange {
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
export function pairPrompt({ task, sigma }: TrainingEntry): string {
  if (task !== 'denoise') return task
  const levels = promptLevels(sigma)
  if (levels.length === 1 && !isRange(sigma)) return gaussianNoise(levels[0]).name
  const given = isRange(sigma) ? `a range from ${sigma.from} to ${sigma.to}` : `sigma ${levels}`
  throw new UsageError(`noisy pairs need the one noise level that they were made with, got ${given}`, {
    hint: 'Make an entry of data for each level.',
  })
}
