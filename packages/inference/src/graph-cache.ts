import { join } from 'node:path'
import { cacheDirectory } from '@dfpir/core/node'
import type { PreparedGraph } from '@dfpir/engines'
import { type CacheEntry, CacheFolder, type CacheFolderOptions } from './cache-folder.js'

export interface GraphCacheOptions extends Partial<CacheFolderOptions> {}

/** Enough for about 16 graphs of the paper's network. */
const usualBytes = 2 * 2 ** 30

/** The shapes and names of a prepared graph in JSON. */
interface GraphHeader {
  readonly inputs: readonly (readonly [string, readonly number[]])[]
  readonly outputs: readonly string[]
}

/**
 * Returns the folder of prepared graphs: `DFPIR_GRAPH_CACHE`, or `graphs` in the user's cache folder. Undefined if
 * `DFPIR_GRAPH_CACHE` is `off`.
 */
export function graphCacheFolder(): string | undefined {
  const { DFPIR_GRAPH_CACHE: folder } = process.env
  return folder === 'off' ? undefined : folder || join(cacheDirectory(), 'graphs')
}

/**
 * Stores prepared graphs in a folder, so that the next process need not trace and optimise them again. A key must cover
 * everything that its graph depends on. An unwritable folder and damaged entries only cost time.
 */
export class GraphCache {
  /** The entries, for graphs and related data. Undefined if nothing is stored. */
  readonly entries: CacheFolder | undefined

  constructor({ folder = graphCacheFolder(), bytes = usualBytes, onWarning }: GraphCacheOptions = {}) {
    this.entries = folder === undefined ? undefined : new CacheFolder({ folder, bytes, onWarning })
  }

  /** Returns the stored graph for the key, or makes and stores it. */
  async prepared(key: string, make: () => Promise<PreparedGraph>): Promise<PreparedGraph> {
    const stored = await this.entries?.read(key)
    if (stored) return fromEntry(stored as CacheEntry<GraphHeader>)
    const graph = await make()
    await this.entries?.write(key, toEntry(graph))
    return graph
  }
}

function toEntry({ inputs, outputs, bytes }: PreparedGraph): CacheEntry<GraphHeader> {
  return { header: { inputs: [...inputs], outputs }, bytes }
}

function fromEntry({ header, bytes }: CacheEntry<GraphHeader>): PreparedGraph {
  return { inputs: new Map(header.inputs), outputs: header.outputs, bytes }
}
