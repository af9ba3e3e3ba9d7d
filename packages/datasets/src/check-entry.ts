import { nearest, tasks, UsageError } from '@dfpir/core'
import { findLayout } from './layouts/index.js'
import { degradationsOf, isRange, pairPrompt, type TrainingEntry } from './training-entry.js'

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
  checkAlso(entry)
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
  degradationsOf(entry)
  checkRange(entry)
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
  for (const key of [...(Object.keys(rendered) as (keyof typeof rendered)[]), 'also' as const]) {
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
  for (const other of Object.keys(also)) checkTask(other)
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
