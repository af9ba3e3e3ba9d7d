import { DfpirError, UsageError } from '@dfpir/core'
import { openCleanFolder } from './clean-folder.js'
import { type Fault, faultsError } from './faults.js'
import { filesOf, findFaults } from './find-faults.js'
import { openList } from './list-file.js'
import { openDataset, type PictureSet } from './open-dataset.js'
import { openPairs } from './pair-folder.js'
import { PictureCache } from './picture-cache.js'
import { type ReadHeadsOptions, readHeads } from './read-heads.js'
import { checkEntry, damageOf, pairPrompt, type TrainingEntry } from './training-entry.js'
import { degradedSource, pairSource, type TrainingSource } from './training-source.js'

export interface OpenTrainingDataOptions {
  /** The most bytes of decoded pictures that all entries together keep in memory. */
  cacheBytes?: number
}

/**
 * Opens the pictures of a training file's entries. They share one cache of decoded pictures. Nothing is decoded yet, and
 * no picture is looked at: see {@link checkTrainingData}.
 *
 * @throws UsageError when entries are not complete, or name folders that are missing.
 * @throws DataError when folders hold no image or are not of their layout. What is wrong with several entries comes as
 *   one error.
 */
export async function openTrainingData(
  entries: readonly TrainingEntry[],
  { cacheBytes }: OpenTrainingDataOptions = {},
): Promise<TrainingSource[]> {
  const { sets, errors } = await openEntries(entries, new PictureCache(cacheBytes))
  if (errors.length === 1) throw errors[0]
  if (errors.length > 1) throw faultsError(errors.map(entryFault), 'the training data')
  return entries.map((entry, index) => sourceOf(entry, sets[index]))
}

export interface CheckTrainingDataOptions extends ReadHeadsOptions {
  /** The side of the patches in pixels; the largest of all phases. */
  patch: number
}

/**
 * Everything that is wrong with the data of a training file, of all entries together: entries that are not complete,
 * folders that are missing or not of their layout, pictures that cannot be read, that lack a partner or differ from it
 * in size, that are smaller than the patch. Reads the heads of files; the pixels are not decoded.
 */
export async function checkTrainingData(
  entries: readonly TrainingEntry[],
  { patch, ...options }: CheckTrainingDataOptions,
): Promise<Fault[]> {
  const { sets, errors } = await openEntries(entries, new PictureCache())
  const heads = await readHeads(sets.flatMap(filesOf), options)
  const faults = [...errors.map(entryFault), ...sets.flatMap(set => findFaults(set, heads, patch))]
  return [...new Map(faults.map(fault => [fault.message, fault])).values()] // entries may share pictures
}

/** The sets of the entries that can be opened, in their order, and why the others cannot. */
async function openEntries(
  entries: readonly TrainingEntry[],
  cache: PictureCache,
): Promise<{ sets: PictureSet[]; errors: DfpirError[] }> {
  if (entries.length === 0) {
    return { sets: [], errors: [new UsageError('training needs at least one entry of data, got none')] }
  }
  const opened = await Promise.allSettled(entries.map(entry => openEntry(entry, cache)))
  const sets = opened.flatMap(result => (result.status === 'fulfilled' ? [result.value] : []))
  const errors = opened.flatMap(result => (result.status === 'rejected' ? [requireDfpirError(result.reason)] : []))
  return { sets, errors }
}

async function openEntry(entry: TrainingEntry, cache: PictureCache): Promise<PictureSet> {
  checkEntry(entry)
  const { clean, input, target, layout, root, list } = entry
  if (clean) return { kind: 'clean', photos: await openCleanFolder(clean, { cache }) }
  if (input && target) return { kind: 'pairs', pairs: await openPairs(input, target, { cache }) }
  if (layout && root) return openDataset(layout, root, { split: 'train', cache })
  const set = await openList(list!, { cache })
  if (set.kind === 'pairs') pairPrompt(entry) // what a list holds is not known before
  return set
}

function sourceOf(entry: TrainingEntry, set: PictureSet): TrainingSource {
  if (set.kind === 'pairs') return pairSource(set.pairs, pairPrompt(entry), entry)
  return degradedSource(set.photos, damageOf(entry), entry)
}

function requireDfpirError(error: unknown): DfpirError {
  if (DfpirError.isInstance(error)) return error
  throw error
}

function entryFault(error: DfpirError): Fault {
  const message = error.hint ? `${error.message} (${error.hint})` : error.message
  return { kind: error.name === 'UsageError' ? 'entry' : 'dataset', message }
}
