import { DfpirError, UsageError } from '@dfpir/core'
import { addRenderedRain } from '@dfpir/degradations'
import { checkPairs, parseEntry } from './check-entry.js'
import { type CleanFolder, openCleanFolder } from './clean-folder.js'
import { type DepthMaps, depthFrame, depthHaze, openDepthMaps } from './depth-maps.js'
import { damageOf, pairPrompt } from './entry-damage.js'
import { type Fault, faultsError } from './faults.js'
import { depthFaults, filesOf, findFaults, unreadableFaults } from './find-faults.js'
import { cleanSetOf } from './layouts/index.js'
import { openList } from './list-file.js'
import { openDataset, type PictureSet } from './open-dataset.js'
import { openPairs } from './pair-folder.js'
import { PictureCache } from './picture-cache.js'
import { withNames } from './picture-names.js'
import { type Heads, type ReadHeadsOptions, readHeads } from './read-heads.js'
import { type TaskFiles, taskFiles } from './shared-pictures.js'
import type { ParsedEntry, TrainingEntry } from './training-entry.js'
import { degradedSource, type PatchDegradation, pairSource, type TrainingSource } from './training-source.js'

export interface OpenTrainingDataOptions {
  /**
   * The memory limit in bytes for decoded pictures of all entries together.
   *
   * @default 2 ** 30
   */
  cacheBytes?: number
}

export interface CheckTrainingDataOptions extends ReadHeadsOptions {
  /** The side of the patches in pixels; the largest one of all phases. */
  patch: number
}

/** The pictures of a training file's entries, opened once for checks and for sampling. */
export class TrainingData {
  private readHeaders: Heads = new Map()

  private constructor(
    private readonly opened: readonly OpenEntry[],
    private readonly errors: readonly DfpirError[],
    private readonly cache: PictureCache,
  ) {}

  /**
   * Opens the pictures of all entries, which share one cache of decoded pictures. Reads no picture yet. {@link check}
   * and {@link sources} report faults in entries and folders.
   */
  static async open(
    entries: readonly TrainingEntry[],
    { cacheBytes }: OpenTrainingDataOptions = {},
  ): Promise<TrainingData> {
    const cache = new PictureCache(cacheBytes)
    const results = await Promise.allSettled(entries.map(entry => openEntry(entry, cache)))
    const opened = results.flatMap(result => (result.status === 'fulfilled' ? [result.value] : []))
    const errors = results.flatMap(result => (result.status === 'rejected' ? [requireDfpirError(result.reason)] : []))
    if (entries.length === 0) errors.push(new UsageError('training needs at least one data entry, got none'))
    return new TrainingData(opened, errors, cache)
  }

  /**
   * Finds all faults of all entries: incomplete entries, folders that are missing or have another layout, and pictures
   * that cannot be read, lack a partner, differ from it in size, or are smaller than the patch. Reads the headers of
   * files and does not decode pixels.
   *
   * @throws the signal's reason if it is aborted
   */
  async check({ patch, ...options }: CheckTrainingDataOptions): Promise<Fault[]> {
    const heads = await readHeads(this.opened.flatMap(filesOfEntry), options)
    this.readHeaders = heads
    const faults = [...this.errors.map(entryFault), ...this.opened.flatMap(entry => faultsOfEntry(entry, heads, patch))]
    return [...new Map(faults.map(fault => [fault.message, fault])).values()] // entries may share pictures
  }

  /** The headers that {@link check} has read. */
  get heads(): Heads {
    return this.readHeaders
  }

  /** The files of the entries that could be opened. */
  files(): TaskFiles[] {
    return this.opened.map(({ entry, set }) => taskFiles(set, entry.task))
  }

  /** Sentences about folders that are named after a published set and have fewer pictures than it. */
  incompleteSets(): string[] {
    return [...new Set(this.opened.flatMap(incompleteSet))]
  }

  /**
   * The sources of patches, one for each entry, in order.
   *
   * @throws UsageError if entries are incomplete or name missing folders
   * @throws DataError if folders contain no image or do not have their layout. Faults of several entries are combined
   * into one error.
   */
  sources(): TrainingSource[] {
    if (this.errors.length === 1) throw this.errors[0]
    if (this.errors.length > 1) throw faultsError(this.errors.map(entryFault), 'the training data')
    return this.opened.map(entry => sourceOf(entry, this.cache))
  }
}

/**
 * Opens the sources of a training file's entries without checking their pictures.
 *
 * @throws UsageError or DataError like {@link TrainingData.sources}
 */
export async function openTrainingData(
  entries: readonly TrainingEntry[],
  options?: OpenTrainingDataOptions,
): Promise<TrainingSource[]> {
  return (await TrainingData.open(entries, options)).sources()
}

/** An entry's pictures and, if they are degraded with files, those files. */
interface OpenEntry {
  readonly entry: ParsedEntry
  readonly set: PictureSet
  readonly streaks?: CleanFolder
  readonly depths?: DepthMaps
}

async function openEntry(content: TrainingEntry, cache: PictureCache): Promise<OpenEntry> {
  const entry = parseEntry(content)
  const set = await openSet(entry, cache)
  const { streaks, depth } = entry
  if (set.kind === 'pairs') {
    checkPairs(entry) // only now the content of a list is known
    return { entry, set }
  }
  return {
    entry,
    set,
    ...(streaks && { streaks: await openCleanFolder(streaks) }),
    ...(depth && { depths: await openDepthMaps(depth, set.photos, cache) }),
  }
}

async function openSet(entry: ParsedEntry, cache: PictureCache): Promise<PictureSet> {
  const set = await openPlace(entry, cache)
  return entry.names === undefined ? set : withNames(set, entry.names, cache)
}

async function openPlace({ clean, input, target, layout, root, list }: ParsedEntry, cache: PictureCache) {
  if (clean) return { kind: 'clean' as const, photos: await openCleanFolder(clean, { cache }) }
  if (input && target) return { kind: 'pairs' as const, pairs: await openPairs(input, target, { cache }) }
  if (layout && root) return openDataset(layout, root, { split: 'train', cache })
  return openList(list!, { cache })
}

function sourceOf({ entry, set, streaks, depths }: OpenEntry, cache: PictureCache): TrainingSource {
  if (set.kind === 'pairs') return pairSource(set.pairs, pairPrompt(entry), entry)
  const rendered = (streaks && streakRain(streaks, cache)) ?? (depths && depthHaze(depths))
  return degradedSource(set.photos, damageOf(entry, rendered), { ...entry, frame: depths ? depthFrame : 0 })
}

function filesOfEntry({ set, streaks, depths }: OpenEntry): string[] {
  return [...filesOf(set), ...layerFiles(streaks), ...(depths?.paths ?? []).flatMap(path => path ?? [])]
}

function layerFiles(streaks?: CleanFolder): string[] {
  return streaks?.names.map((_, index) => streaks.path(index)) ?? []
}

function faultsOfEntry({ entry, set, streaks, depths }: OpenEntry, heads: Heads, patch: number): Fault[] {
  return [
    ...findFaults(set, heads, { patch, crop: entry.crop, frame: depths ? depthFrame : 0 }),
    ...unreadableFaults(layerFiles(streaks), heads),
    ...(depths && set.kind === 'clean' ? depthFaults(set.photos, depths, heads) : []),
  ]
}

/** Compares a folder with the published set that it is named after, unless the entry selects pictures by name. */
function incompleteSet({ entry: { clean, names }, set }: OpenEntry): string[] {
  if (clean === undefined || names !== undefined || set.kind === 'pairs') return []
  const { count = 0 } = cleanSetOf(clean) ?? {}
  const found = set.photos.names.length
  return found < count ? [`${clean} has ${found} pictures; the published set of that name has ${count}`] : []
}

function requireDfpirError(error: unknown): DfpirError {
  if (DfpirError.isInstance(error)) return error
  throw error
}

function entryFault(error: DfpirError): Fault {
  const message = error.hint ? `${error.message} (${error.hint})` : error.message
  return { kind: error.name === 'UsageError' ? 'entry' : 'dataset', message }
}

/** Rain of one to three rendered layers ({@link addRenderedRain}), drawn from a folder for each patch. */
function streakRain(layers: CleanFolder, cache: PictureCache): PatchDegradation {
  return {
    name: 'derain',
    async apply(patch, random) {
      const count = random.pick([1, 1, 1, 1, 2, 2, 3])
      const chosen = Array.from({ length: count }, () => layers.path(random.integer(layers.names.length)))
      return addRenderedRain(patch, await Promise.all(chosen.map(path => cache.grey(path))), random)
    },
  }
}
