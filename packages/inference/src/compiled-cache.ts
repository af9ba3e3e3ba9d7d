import type { CompiledGraph } from '@dfpir/engines'

/** Compiled graphs by key, the most recently used ones: what falls out is disposed. */
export class CompiledCache {
  private readonly graphs = new Map<string, CompiledGraph>() // the least recently used first

  constructor(private readonly capacity: number) {}

  /** The graph of that key, made when it is not there; room is made before. */
  async get(key: string, compile: () => Promise<CompiledGraph>): Promise<CompiledGraph> {
    const found = this.graphs.get(key)
    if (found) this.graphs.delete(key)
    else await this.shrink(this.capacity - 1)
    const graph = found ?? (await compile())
    this.graphs.set(key, graph)
    return graph
  }

  /** Disposes all graphs. */
  async clear(): Promise<void> {
    await this.shrink(0)
  }

  private async shrink(size: number): Promise<void> {
    for (const [key, graph] of this.graphs) {
      if (this.graphs.size <= size) return
      this.graphs.delete(key)
      await graph.dispose()
    }
  }
}
