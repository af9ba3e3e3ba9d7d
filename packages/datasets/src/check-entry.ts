import { UsageError } from '@dfpir/core'
import { degradationsOf, pairPrompt } from './entry-damage.js'
import { findLayout } from './layouts/index.js'
import { parseContent } from './parse-content.js'
import { isRange, type ParsedEntry, type TrainingEntry, trainingEntry } from './training-entry.js'

/** The ways to specify the pictures: keys that belong together. */
const places = [['clean'], ['input', 'target'], ['layout', 'root'], ['list']] as const

/**
 * Parses an entry and fills in its defaults.
 *
 * @throws UsageError if a key or value is invalid, or the entry is incomplete, redundant or contradictory
 */
export function parseEntry(content: TrainingEntry): ParsedEntry {
  const entry = parseContent(trainingEntry, content, 'the data entry')
  checkPlace(entry)
  checkLayoutTask(entry)
  checkNoise(entry)
  checkAlso(entry)
  checkShrink(entry)
  checkRendered(entry)
  return entry
}

function checkPlace(entry: ParsedEntry): void {
  const given = places.filter(keys => keys.some(key => entry[key]))
  const whole = given.filter(keys => keys.every(key => entry[key]))
  if (given.length === 1 && whole.length === 1) return
  const expected = 'one of clean; input and target; layout and root; list'
  const names = places.flat().filter(key => entry[key])
  throw new UsageError(`data for ${entry.task} needs ${expected}: got ${names.join(', ') || 'none of them'}`, {
    hint: given.length > 1 ? 'Write a separate entry for each.' : 'Specify the pictures, for example clean: photos/.',
  })
}

function checkLayoutTask({ task, layout }: ParsedEntry): void {
  if (!layout) return
  const found = findLayout(layout)
  if (found.kind === 'clean' || found.task === undefined || found.task === task) return
  throw new UsageError(`the pairs of the layout ${layout} are for ${found.task}, got the task ${task}`, {
    hint: 'To degrade its clean pictures instead, set clean to their folder.',
  })
}

function checkNoise(entry: ParsedEntry): void {
  for (const key of ['sigma', 'noise'] as const) {
    if (entry.task === 'denoise' || entry[key] === undefined) continue
    throw new UsageError(`${key} is only for the task denoise, got ${entry.task}`)
  }
  degradationsOf(entry)
  checkRange(entry)
}

/** The task of each key that names a folder to degrade photographs with. */
const rendered = { streaks: 'derain', depth: 'dehaze' } as const

function checkRendered(entry: ParsedEntry): void {
  for (const key of Object.keys(rendered) as (keyof typeof rendered)[]) {
    if (entry[key] === undefined || entry.task === rendered[key]) continue
    throw new UsageError(`${key} is only for the task ${rendered[key]}, got ${entry.task}`)
  }
  if (entry.input || (entry.layout && findLayout(entry.layout).kind === 'pairs')) checkPairs(entry)
}

/**
 * Checks an entry whose pictures are pairs.
 *
 * @throws UsageError if it has options for degrading them, or several noise levels
 */
export function checkPairs(entry: ParsedEntry): void {
  pairPrompt(entry)
  const degrading = Object.keys(rendered) as (keyof typeof rendered)[]
  for (const key of [...degrading, 'also', 'jpeg', 'enlarge', 'brightness', 'saturation', 'recolour'] as const) {
    if (entry[key] === undefined) continue
    throw new UsageError(`${key} is for clean photographs, got pairs`, {
      hint: `Remove ${key}, or set clean to the folder of the clean pictures.`,
    })
  }
}

function checkRange({ sigma, noise = 'gaussian' }: ParsedEntry): void {
  if (!isRange(sigma)) return
  const { from, to } = sigma
  if (noise !== 'gaussian') throw new UsageError(`a range of sigma is only for Gaussian noise, got ${noise} noise`)
  if (from > to) throw new UsageError(`the range of sigma must be ascending, got ${from} to ${to}`)
}

function checkShrink({ shrink }: ParsedEntry): void {
  if (typeof shrink !== 'object' || shrink.from <= shrink.to) return
  throw new UsageError(`the range of shrink must be ascending, got ${shrink.from} to ${shrink.to}`)
}

function checkAlso({ task, also = {} }: ParsedEntry): void {
  if (task in also) throw new UsageError(`also must name other tasks, got the entry's own task ${task}`)
  const shares = Object.values(also)
  if (shares.reduce((sum, share) => sum + share, 0) <= 1) return
  throw new UsageError(`the shares of also must add up to at most 1, got ${shares.join(', ')}`)
}
