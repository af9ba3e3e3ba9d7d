import type { CompiledGraph } from '@dfpir/engines'

interface Entry {
  readonly graph: CompiledGraph
  readonly bytes: number
}

export interface CompiledCacheOptions {
  /** How many graphs are kept. */
  count: number
  /** How much memory they may take together; one graph is kept whatever it takes. */
  bytes: number
}

/** Compiled graphs by key, the most recently used ones: what falls out is disposed. */
export class CompiledCache {
  private readonly entries = new Map<string, Entry>() // the least recently used first

  constructor(private readonly limit: CompiledCacheOptions) {}

  /** The graph of that key, compiled when it is not there; room for its `bytes` is made before. */
  async get(key: string, bytes: number, compile: () => Promise<CompiledGraph>): Promise<CompiledGraph> {
    const found = this.entries.get(key)
    if (found) this.entries.delete(key)
    else await this.shrink(this.limit.count - 1, this.limit.bytes - bytes)
    const entry = found ?? { graph: await compile(), bytes }
    this.entries.set(key, entry)
    return entry.graph
  }

  /** Disposes all graphs. */
  async clear(): Promise<void> {
    await this.shrink(0, 0)
  }

  private async shrink(count: number, bytes: number): Promise<void> {
    for (const [key, { graph }] of this.entries) {
      if (this.entries.size <= count && this.bytes() <= bytes) return
      this.entries.delete(key)
      await graph.dispose()
    }
  }

  private bytes(): number {
    return [...this.entries.values()].reduce((sum, entry) => sum + entry.bytes, 0)
  }
}
