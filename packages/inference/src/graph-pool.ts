import { EventEmitter, once } from 'node:events'
import { ResourceBase } from '@dfpir/core'
import type { CompiledGraph } from '@dfpir/engines'
import { Turns } from './turns.js'

export interface GraphPoolOptions {
  /** How many graphs are kept. */
  count: number
  /** How much memory graphs and pictures may take together; a picture that is alone is let in whatever it takes. */
  bytes: number
}

/** What a picture needs in order to be restored. */
export interface GraphRequest {
  /** What the graph depends on. */
  key: string
  /** What the graph takes while it runs. */
  graphBytes: number
  /** What the picture takes beside it. */
  pictureBytes: number
  compile: () => Promise<CompiledGraph>
}

interface Entry {
  readonly bytes: number
  readonly graph: Promise<CompiledGraph>
  users: number
}

/**
 * Compiled graphs by key, lent to pictures within a memory budget. What does not fit beside the work under way waits,
 * and so does what came after it; graphs that nobody uses make room, the one used least recently first.
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
   * Lends the request's graph to the work, once there is room for it and the picture.
   *
   * @throws the signal's reason when it was aborted while waiting.
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

  /** Disposes all graphs; nobody may use them any more. */
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

  /** True when the request fits beside what is in use. */
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

  /** Disposes graphs that nobody uses until there are at most `count` of at most `bytes`. */
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
