import { type Float32Tensor, ResourceBase, type Task } from '@dfpir/core'
import type { CompiledGraph } from '@dfpir/engines'
import {
  emptyPicture,
  mirrorRows,
  type RowSink,
  type RowSource,
  reduceRows,
  rowsOf,
  withoutMargin,
} from '@dfpir/images'
import { embeddingText, type Prompt } from '@dfpir/prompts'
import { carryChange } from './carry-change.js'
import type { CompiledNetwork } from './compiled-network.js'
import { GraphPool, type GraphRequest } from './graph-pool.js'
import type { MemoryPlan } from './memory-plan.js'
import { planTiles, type TileLimit } from './plan-tiles.js'
import { type RestoreTilesOptions, restoreTiles } from './restore-tiles.js'
import { Turns } from './turns.js'

/** A picture to restore with a prompt. */
export interface PictureWork extends Pick<RestoreTilesOptions, 'onProgress' | 'signal'> {
  readonly source: RowSource
  readonly sink: RowSink
  readonly prompt: Prompt
}

/**
 * Tasks whose result depends on the whole picture: on distances, darkness and the colour of the light. Separate tiles
 * would estimate these differently, and the borders between them would show.
 */
const wholePictureTasks: ReadonlySet<Task> = new Set<Task>(['dehaze', 'lowlight'])
/** Number of graphs to keep compiled if memory allows: for portrait and landscape pictures, and one more. */
const keptGraphs = 3

/**
 * Restores pictures with one network within a memory plan: in tiles, or, for a task that needs the whole picture, in one
 * pass, with a reduced copy of a large picture.
 */
export class PictureRestorer extends ResourceBase {
  private readonly graphs: GraphPool
  private readonly tiles = new Turns(1)

  constructor(
    private readonly network: CompiledNetwork,
    private readonly memory: MemoryPlan,
  ) {
    super()
    this.graphs = new GraphPool({ count: keptGraphs, bytes: memory.budget })
  }

  /** @returns the number of tiles */
  restore(work: PictureWork): Promise<number> {
    if (!this.memory.asPublished && wholePictureTasks.has(work.prompt.task)) return this.restoreWhole(work)
    const { margin } = this.memory
    return this.restoreTiles(work, margin, this.memory.tileLimit(mirrorRows(work.source, margin)))
  }

  /** Frees the compiled graphs. No picture may be in progress. */
  protected free(): Promise<void> {
    return this.graphs.dispose()
  }

  /** Restores a picture in one pass, or a reduced copy whose change is applied to the picture. */
  private async restoreWhole(work: PictureWork): Promise<number> {
    const { source, sink, signal } = work
    const size = this.memory.wholeSize(source)
    if (size.width === source.width && size.height === source.height) return this.restoreAtOnce(work)
    const before = await reduceRows(source, size, signal)
    const restored = rowsOf(emptyPicture(before))
    await this.restoreAtOnce({ ...work, source: rowsOf(before), sink: restored })
    await carryChange(source, sink, { before, after: restored.picture, signal })
    return 1
  }

  private restoreAtOnce(work: PictureWork): Promise<number> {
    return this.restoreTiles(work, this.memory.wholeMargin, 'off')
  }

  private async restoreTiles(work: PictureWork, margin: number, limit: TileLimit): Promise<number> {
    const { source, sink, prompt, ...options } = work
    const { overlap } = this.memory
    const { multipleOf } = this.network.facts.traits
    const seen = mirrorRows(source, margin)
    const plan = planTiles({ ...seen, limit, multipleOf, overlap })
    const { rows, columns } = plan
    const restore = async (graph: CompiledGraph) => {
      const network = (input: Float32Tensor) =>
        this.tiles.run(async () => (await graph.run({ input })).residual, options.signal)
      const kept = withoutMargin(sink, margin, source.height)
      await restoreTiles(seen, kept, { ...options, plan, overlap, network })
    }
    await this.graphs.use(this.request(prompt, seen, rows.size, columns.size), restore, options.signal)
    return rows.starts.length * columns.starts.length
  }

  private request(prompt: Prompt, source: RowSource, height: number, width: number): GraphRequest {
    return {
      key: `${height}×${width} ${embeddingText(prompt.embedding)}`,
      graphBytes: this.memory.graphBytes(height * width),
      pictureBytes: this.memory.pictureBytes(source, height),
      compile: () => this.network.compile(height, width, prompt),
    }
  }
}
