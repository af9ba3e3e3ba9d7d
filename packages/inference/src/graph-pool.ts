import { EventEmitter, once } from 'node:events'
import { ResourceBase } from '@dfpir/core'
import type { CompiledGraph } from '@dfpir/engines'
import { Turns } from './turns.js'

export interface GraphPoolOptions {
  /** Maximum number of graphs to keep. */
  count: number
  /** Maximum memory of graphs and pictures together. A single picture is admitted whatever it needs. */
  bytes: number
}

/** The needs of a picture to restore. */
export interface GraphRequest {
  /** Key of everything that the graph depends on. */
  key: string
  /** Memory that the graph needs while it runs. */
  graphBytes: number
  /** Memory that the picture needs in addition. */
  pictureBytes: number
  compile: () => Promise<CompiledGraph>
}

interface Entry {
  readonly bytes: number
  readonly graph: Promise<CompiledGraph>
  users: number
}

/**
 * Lends compiled graphs by key within a memory budget. A request that does not fit beside the current work waits, and so
 * do all later requests. Unused graphs make room, the least recently used first.
 */
export class GraphPool extends ResourceBase {
  private readonly entries = new Map<string, Entry>() // the least recently used first
  private readonly door = new Turns(1)
  private readonly events = new EventEmitter()
  private pictureBytes = 0

  constructor(private readonly limit: GraphPoolOptions) {
    super()
  }

  /**
   * Lends the request's graph to the work when there is room for it and the picture.
   *
   * @throws the signal's reason if it was aborted while waiting.
   */
  async use<T>(request: GraphRequest, work: (graph: CompiledGraph) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const entry = await this.door.run(() => this.enter(request, signal), signal)
    try {
      return await work(await entry.graph)
    } finally {
      entry.users--
      this.pictureBytes -= request.pictureBytes
      this.events.emit('left')
    }
  }

  /** Disposes all graphs. None may be in use. */
  protected async free(): Promise<void> {
    await this.shrink(0, 0)
  }

  private async enter(request: GraphRequest, signal?: AbortSignal): Promise<Entry> {
    while (!this.fits(request)) await this.nextToLeave(signal)
    const { key, pictureBytes } = request
    this.pictureBytes += pictureBytes
    const entry = this.entries.get(key) ?? this.compile(request)
    entry.users++
    this.entries.delete(key)
    this.entries.set(key, entry)
    return entry
  }

  private compile({ key, graphBytes, compile }: GraphRequest): Entry {
    const room = this.shrink(this.limit.count - 1, this.limit.bytes - this.pictureBytes - graphBytes)
    const graph = room.then(compile)
    const entry: Entry = { bytes: graphBytes, graph, users: 0 }
    graph.catch(() => this.entries.delete(key))
    return entry
  }

  /** Returns whether the request fits beside the graphs and pictures in use. */
  private fits({ key, graphBytes, pictureBytes }: GraphRequest): boolean {
    const used = [...this.entries].filter(([other, { users }]) => users > 0 && other !== key)
    const bytes = used.reduce((sum, [, entry]) => sum + entry.bytes, graphBytes + this.pictureBytes + pictureBytes)
    return this.isIdle() || bytes <= this.limit.bytes
  }

  private isIdle(): boolean {
    return [...this.entries.values()].every(({ users }) => users === 0)
  }

  private async nextToLeave(signal?: AbortSignal): Promise<void> {
    await once(this.events, 'left', { signal }).catch(error => {
      signal?.throwIfAborted()
      throw error
    })
  }

  /** Disposes unused graphs until there are at most `count` graphs with at most `bytes`. */
  private async shrink(count: number, bytes: number): Promise<void> {
    const idle = [...this.entries].filter(([, { users }]) => users === 0)
    const disposed: Promise<void>[] = []
    for (const [key, { graph }] of idle) {
      if (this.entries.size <= count && this.graphBytes() <= bytes) break
      this.entries.delete(key)
      disposed.push(graph.then(compiled => compiled.dispose()))
    }
    await Promise.all(disposed)
  }

  private graphBytes(): number {
    return [...this.entries.values()].reduce((sum, { bytes }) => sum + bytes, 0)
  }
}
