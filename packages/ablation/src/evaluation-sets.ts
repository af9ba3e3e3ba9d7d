import { basename, resolve } from 'node:path'
import { UsageError } from '@dfpir/core'
import {
  degradedSet,
  type EvaluationSet,
  type NamedSet,
  noiseSet,
  openSuite,
  pairSet,
  suites,
  testSet,
} from '@dfpir/evaluation'
import type { EvaluationEntry, EvaluationOptions } from './sweep-schema.js'

/**
 * Opens the sets that trials are evaluated on, one per noise level. Decodes nothing yet.
 *
 * @param root the folder that paths are relative to
 * @throws UsageError or DataError for missing, empty or invalid sets: trials are only compared on complete sets
 */
export async function openEvaluationSets(options: EvaluationOptions, root: string): Promise<NamedSet[]> {
  const { suite, data = [], seed } = options
  if (suite === undefined) {
    return (await Promise.all(data.map(entry => openEntry(entry, options, root)))).flat()
  }
  const sets = await openSuite(suites[suite], root, { seed })
  const missing = sets.filter(({ set }) => !set).map(({ title }) => title)
  if (missing.length === 0) return sets
  throw new UsageError(`${suite} needs data sets that are missing in ${root}: ${missing.join(', ')}`, {
    hint: 'Download them, or list the available sets in evaluate.data instead.',
  })
}

async function openEntry(entry: EvaluationEntry, options: EvaluationOptions, root: string): Promise<NamedSet[]> {
  const { task, sigma, clean } = entry
  if (task !== 'denoise' && sigma !== undefined) {
    throw new UsageError(`evaluate.data: sigma is only for the task denoise, got ${task}`)
  }
  const levels = clean === undefined || sigma === undefined ? [undefined] : [sigma].flat()
  return Promise.all(
    levels.map(async level => {
      const set = await openSet(entry, level, { ...options, at: path => resolve(root, path) })
      return { title: titleOf(entry, levels.length > 1 ? level : undefined), set: limited(set, entry.pictures) }
    }),
  )
}

interface OpenSetOptions extends Pick<EvaluationOptions, 'seed' | 'crop'> {
  at(path: string): string
}

async function openSet(entry: EvaluationEntry, level: number | undefined, { at, ...options }: OpenSetOptions) {
  const { task, clean, input, target, layout, root, sigma } = entry
  if (clean !== undefined && task === 'denoise' && level !== undefined) {
    return noiseSet(at(clean), { sigma: level, ...options })
  }
  if (clean !== undefined && task !== 'denoise') return degradedSet(at(clean), { task, ...options })
  if (input !== undefined && target !== undefined) {
    return pairSet(at(input), at(target), { task, sigma: [sigma ?? []].flat()[0], ...options })
  }
  if (layout !== undefined && root !== undefined) return testSet(layout, at(root))
  throw new UsageError(
    `evaluate.data for ${task} needs one of clean${task === 'denoise' ? ' with sigma' : ''}; input and target; layout and root`,
  )
}

/** The entry's title, or by default its task, level and folder. */
function titleOf({ title, task, sigma, clean, input, root }: EvaluationEntry, level: number | undefined): string {
  if (title !== undefined) return level === undefined ? title : `${title} σ ${level}`
  const shown = level ?? (task === 'denoise' ? sigma : undefined)
  return [basename(resolve(clean ?? input ?? root ?? '')), task, ...(shown === undefined ? [] : ['σ', shown])].join(' ')
}

/** The first pictures of a set. */
function limited(set: EvaluationSet, pictures: number | undefined): EvaluationSet {
  const first = (paths: readonly string[]) => paths.slice(0, pictures)
  const { names, files } = set
  return {
    ...set,
    names: first(names),
    ...(files && { files: { inputs: first(files.inputs), originals: first(files.originals) } }),
  }
}
