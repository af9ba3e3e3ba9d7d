import { nearest, type Task, tasks, UsageError } from '@dfpir/core'
import { type Degradation, gaussianNoise } from '@dfpir/degradations'
import { findLayout } from './layouts/index.js'

/**
 * One entry of a training file's `data`. It names pictures in one of four ways: `clean`; `input` and `target`; `layout`
 * and `root`; `list`. Clean ones are degraded while training, as the task says. Plain values alone, so that an entry can
 * be sent to another thread and opened there.
 */
export interface TrainingEntry {
  readonly task: Task
  /**
   * For denoise: the noise levels, in 8-bit levels, that patches of clean photographs draw from, or the one level that
   * pairs were made with.
   */
  readonly sigma?: number | readonly number[]
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
  if (entry.input || (entry.layout && findLayout(entry.layout).kind === 'pairs')) pairPrompt(entry)
}

/**
 * The noises of an entry for denoise, one of each level.
 *
 * @throws UsageError when there is none, or a level is not a number of at least 0.
 */
export function noises({ sigma }: TrainingEntry): readonly Degradation[] {
  const sigmas = typeof sigma === 'number' ? [sigma] : (sigma ?? [])
  if (sigmas.length > 0) return sigmas.map(gaussianNoise)
  throw new UsageError('data for denoise needs the noise levels to train on, got none', {
    hint: 'Add for example sigma: [15, 25, 50].',
  })
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
  throw new UsageError(`noisy pairs need the one noise level that they were made with, got sigma ${entry.sigma}`, {
    hint: 'Make an entry of data for each level.',
  })
}
