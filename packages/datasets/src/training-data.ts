import { nearest, type Task, tasks, UsageError } from '@dfpir/core'
import { gaussianNoise } from '@dfpir/degradations'
import { openCleanFolder } from './clean-folder.js'
import { openPairs } from './pair-folder.js'
import { PictureCache } from './picture-cache.js'
import { noiseSource, pairSource, type TrainingSource } from './training-source.js'

/** One entry of a training file's `data`: either `clean` photographs to degrade, or `input` and `target` pairs. */
export interface TrainingEntry {
  readonly task: Task
  /** A folder of clean photographs. */
  readonly clean?: string
  /** With `clean` and the task denoise: the noise levels, in 8-bit levels, that patches draw from. */
  readonly sigma?: number | readonly number[]
  /** A folder of degraded photographs, matched by name with those in `target`. */
  readonly input?: string
  readonly target?: string
  /** How often an epoch visits each photograph; 1 unless told. */
  readonly repeat?: number
}

export interface OpenTrainingDataOptions {
  /** The most bytes of decoded pictures that all entries together keep in memory. */
  cacheBytes?: number
}

/**
 * Opens the folders of a training file's entries. They share one cache of decoded pictures.
 *
 * @throws UsageError when an entry is not complete, or names a folder that is missing.
 * @throws DataError when a folder holds no image.
 */
export async function openTrainingData(
  entries: readonly TrainingEntry[],
  { cacheBytes }: OpenTrainingDataOptions = {},
): Promise<TrainingSource[]> {
  if (entries.length === 0) throw new UsageError('training needs at least one entry of data, got none')
  const cache = new PictureCache(cacheBytes)
  return Promise.all(entries.map(entry => openEntry(entry, cache)))
}

async function openEntry(entry: TrainingEntry, cache: PictureCache): Promise<TrainingSource> {
  const { task, clean, input, target, repeat = 1 } = entry
  checkTask(task)
  if (!Number.isInteger(repeat) || repeat < 1) {
    throw new UsageError(`repeat must be a whole number of at least 1, got ${repeat}`)
  }
  if (input && target) {
    const prompt = pairPrompt(entry)
    return pairSource(await openPairs(input, target, { cache }), prompt, repeat)
  }
  if (clean && task === 'denoise') {
    const sigmas = levels(entry)
    return noiseSource(await openCleanFolder(clean, { cache }), sigmas, repeat)
  }
  throw incomplete(entry)
}

function checkTask(task: string): void {
  if (tasks.some(known => known === task)) return
  const close = nearest(task, tasks)
  throw new UsageError(`there is no task ${task}`, {
    hint: close ? `Did you mean ${close}?` : `The tasks are ${tasks.join(', ')}.`,
  })
}

function levels({ sigma }: TrainingEntry): readonly number[] {
  const sigmas = typeof sigma === 'number' ? [sigma] : (sigma ?? [])
  if (sigmas.length > 0) return sigmas
  throw new UsageError('data for denoise needs the noise levels to train on, got none', {
    hint: 'Add for example sigma: [15, 25, 50].',
  })
}

/** Pairs are all told one prompt: the task's, or for noise that of its level. */
function pairPrompt(entry: TrainingEntry): string {
  if (entry.task !== 'denoise') return entry.task
  const sigmas = levels(entry)
  if (sigmas.length === 1) return gaussianNoise(sigmas[0]).name
  throw new UsageError(
    `noisy pairs need the one noise level that they were made with, got sigma ${sigmas.join(', ')}`,
    {
      hint: 'Make an entry of data for each level.',
    },
  )
}

function incomplete({ task, ...entry }: TrainingEntry): UsageError {
  const given = Object.entries(entry).filter(([, value]) => value !== undefined)
  const names = given.map(([name]) => name).join(', ') || 'nothing else'
  const expected = task === 'denoise' ? 'clean, or input and target' : 'input and target'
  return new UsageError(`data for ${task} needs the folders ${expected}, got ${names}`, {
    hint: 'Only Gaussian noise is made from clean photographs; other tasks need pairs.',
  })
}
