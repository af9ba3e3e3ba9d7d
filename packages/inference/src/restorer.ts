import type { Picture, Task } from '@dfpir/core'
import { type CompiledGraph, type Engine, type EngineName, getEngine } from '@dfpir/engines'
import type { DfpirConfig } from '@dfpir/model'
import type { Prompt, PromptTable } from '@dfpir/prompts'
import { CompiledCache } from './compiled-cache.js'
import { CompiledNetwork, type CompiledNetworkOptions } from './compiled-network.js'
import { MemoryPlan, type TileOptions } from './memory-plan.js'
import { planTiles } from './plan-tiles.js'
import { restoreTiles } from './restore-tiles.js'
import { type SelectPromptOptions, selectPrompt } from './select-prompt.js'

export interface RestorerOptions extends TileOptions, CompiledNetworkOptions {
  /** Default: the fastest engine on this machine that has the precision. */
  engine?: EngineName | 'auto'
}

export interface RestoreOptions extends SelectPromptOptions {
  /** Called with the tiles done so far and their total: before the first tile and after each. */
  onProgress?: (done: number, total: number) => void
  /** Stops between two tiles; `restore` then rejects with the signal's reason. */
  signal?: AbortSignal
}

export interface Restored {
  /** Width, height, channels and depth of the original. */
  readonly picture: Picture
  readonly task: Task
  /** The name of the prompt that was used, such as `denoise-25`. */
  readonly prompt: string
  /** In how many tiles it was restored; 1 is the whole picture at once. */
  readonly tiles: number
  /** How long it took, compiling included. */
  readonly seconds: number
}

/** Graphs that are kept compiled where memory allows: pictures upright and lying, and one more. */
const keptGraphs = 3
/** The least that neighbouring tiles have in common, in pixels. */
const overlap = 32

/**
 * Restores pictures with one set of weights on one engine. The network is compiled per picture size (or tile size) and
 * prompt when that is first needed. Calls may overlap; they are worked on one after the other.
 *
 * ```ts
 * const restorer = await Restorer.fromPretrained('models/dfpir-small')
 * const { picture } = await restorer.restore(noisy, { task: 'denoise' })
 * await restorer.dispose()
 * ```
 */
export class Restorer {
  private readonly memory: MemoryPlan
  private readonly compiled: CompiledCache
  private queue: Promise<unknown> = Promise.resolve()

  private constructor(
    private readonly network: CompiledNetwork,
    private readonly engine: Engine,
    options: RestorerOptions,
  ) {
    this.memory = new MemoryPlan(engine.name, network.facts, options)
    this.compiled = new CompiledCache({ count: keptGraphs, bytes: this.memory.budget })
  }

  /**
   * Reads a model: a folder with `config.json` and `model.safetensors`, or one `.safetensors` file that carries its
   * configuration.
   *
   * @throws UsageError for an engine that is unknown or lacks the precision, DataError for a damaged model,
   * EnvironmentError when no engine on this machine will do.
   */
  static async fromPretrained(location: string, options: RestorerOptions = {}): Promise<Restorer> {
    const engine = await getEngine(options.engine, options)
    return new Restorer(await CompiledNetwork.open(location, engine, options), engine, options)
  }

  /** The network's shape. */
  get config(): DfpirConfig {
    return this.network.facts.config
  }

  /** The prompts that the model was trained with. */
  get prompts(): PromptTable {
    return this.network.facts.prompts
  }

  /** The engine that was chosen. */
  get engineName(): EngineName {
    return this.engine.name
  }

  /**
   * Restores one picture of any size. Grey stays grey (the mean of the restored colours), 16 bits stay 16 bits and
   * alpha is passed through.
   *
   * @throws UsageError when the model has no such prompt; the signal's reason when it was aborted.
   */
  restore(picture: Picture, options: RestoreOptions = {}): Promise<Restored> {
    const work = this.queue.then(() => this.restoreNow(picture, options))
    this.queue = work.catch(() => undefined)
    return work
  }

  /** Frees the weights and what is compiled, after the work in hand. The restorer is of no use afterwards. */
  async dispose(): Promise<void> {
    await this.queue
    await this.compiled.clear()
    await this.network.dispose()
  }

  private async restoreNow(picture: Picture, options: RestoreOptions): Promise<Restored> {
    const begun = performance.now()
    options.signal?.throwIfAborted()
    const prompt = selectPrompt(this.prompts, picture, options)
    const plan = planTiles({
      ...picture,
      limit: this.memory.tileLimit(),
      overlap,
    })
    const graph = await this.compile(plan.rows.size, plan.columns.size, prompt)
    const restored = await restoreTiles(picture, {
      ...options,
      plan,
      overlap,
      network: async input => (await graph.run({ input })).residual,
    })
    return {
      picture: restored,
      task: prompt.task,
      prompt: prompt.name,
      tiles: plan.rows.starts.length * plan.columns.starts.length,
      seconds: (performance.now() - begun) / 1000,
    }
  }

  private compile(height: number, width: number, prompt: Prompt): Promise<CompiledGraph> {
    const bytes = this.memory.graphBytes(height * width)
    return this.compiled.get(`${height}×${width} ${prompt.name}`, bytes, () =>
      this.network.compile(height, width, prompt),
    )
  }
}
