import { existsSync } from 'node:fs'
import { secondsSince, type Task, Underway, UsageError } from '@dfpir/core'
import { type Engine, type EngineName, getEngine } from '@dfpir/engines'
import type { ResolveModelOptions } from '@dfpir/hub'
import {
  checkSides,
  createPicture,
  formatOfPath,
  type OpenPictureOptions,
  openInput,
  openPicture,
  type PictureInput,
  PictureRows,
  type RowSink,
  type RowSource,
  type SaveOptions,
} from '@dfpir/images'
import type { NetworkConfig } from '@dfpir/model'
import type { Prompt, PromptTable } from '@dfpir/prompts'
import { CompiledNetwork, type CompiledNetworkOptions } from './compiled-network.js'
import { estimateNoiseOfRows } from './estimate-noise.js'
import { MemoryPlan, type TileOptions } from './memory-plan.js'
import { PictureRestorer } from './picture-restorer.js'
import { type PassReport, restorePasses } from './restore-passes.js'
import { Restored, type RestoredFile } from './restored.js'
import { type SelectPromptOptions, selectPrompt } from './select-prompt.js'
import { Turns } from './turns.js'

export interface RestorerOptions extends TileOptions, CompiledNetworkOptions {
  /**
   * The engine that runs the network.
   *
   * @default 'auto', the fastest engine on this machine that has the precision
   */
  engine?: EngineName | 'auto'
  /**
   * Whether a model on the hub may be downloaded; with false it must be in the cache.
   *
   * @default true
   */
  download?: boolean
  /** Called with the progress of a model's download from the hub. */
  onDownload?: ResolveModelOptions['onProgress']
  /** Stops a download. */
  signal?: AbortSignal
}

export interface RestoreOptions extends SelectPromptOptions {
  /** Several tasks, one after the other, in place of `task` and `prompt`. */
  tasks?: readonly Task[]
  /** Called with the tiles done so far and their total: before the first tile and after each. */
  onProgress?: (done: number, total: number) => void
  /** Stops while waiting, reading, or between two tiles; the call then rejects with the signal's reason. */
  signal?: AbortSignal
}

export interface RestoreFileOptions extends RestoreOptions, SaveOptions {}

/** Pictures that are worked on at once: one is read or written while the tiles of another are computed. */
const picturesInHand = 2

/**
 * Restores pictures with one set of weights on one engine. The network is compiled per picture size (or tile size) and
 * prompt when that is first needed. Any number of calls may be under way: two are worked on at once, in turn tile by
 * tile, where memory allows, and the others wait in the order in which they came.
 *
 * ```ts
 * const restorer = await Restorer.fromPretrained('dfpir-small')
 * const restored = await restorer.restore('noisy.jpg', { task: 'denoise' })
 * await restored.save('clean.png')
 * await restorer.dispose()
 * ```
 */
export class Restorer {
  private readonly memory: MemoryPlan
  private readonly restorer: PictureRestorer
  private readonly pictures = new Turns(picturesInHand)
  private readonly calls = new Underway()
  private disposed: Promise<void> | undefined

  private constructor(
    private readonly network: CompiledNetwork,
    private readonly engine: Engine,
    options: RestorerOptions,
  ) {
    const warn = (message: string) => process.emitWarning(message)
    this.memory = new MemoryPlan({ onWarning: warn, ...options, engine: engine.name, facts: network.facts })
    this.restorer = new PictureRestorer(network, this.memory)
  }

  /**
   * Reads a model: a path (a folder with `config.json` and `model.safetensors`, or a checkpoint), the name of a model that
   * ships, such as `dfpir-small`, or an id `owner/name[@revision]` on the hub, which is downloaded once.
   *
   * @throws UsageError for a model that is nowhere, an engine that is unknown or lacks the precision, DataError for a
   * damaged model, EnvironmentError when no engine on this machine will do or a download fails.
   */
  static async fromPretrained(id: string, options: RestorerOptions = {}): Promise<Restorer> {
    const engine = await getEngine(options.engine, options)
    const location = existsSync(id) ? id : await resolve(id, options)
    const network = await CompiledNetwork.open(location, engine, options)
    try {
      return new Restorer(network, engine, options)
    } catch (error) {
      await network.dispose()
      throw error
    }
  }

  /** The network's shape. */
  get config(): NetworkConfig {
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
   * alpha is passed through. A stream is read to its end first.
   *
   * @throws UsageError for an input of another kind, when the model has no such prompt, and for an embedding of another
   * length than the network takes; DataError for an image that cannot be read; the signal's reason when it was aborted.
   */
  restore(input: PictureInput, options: RestoreOptions = {}): Promise<Restored> {
    return this.inHand(options, async begun => {
      const source = await openInput(input, this.opening(options))
      try {
        const result = new PictureRows(source)
        const report = await this.restoreRows(source, result, options)
        return new Restored(result.picture, { ...report, seconds: secondsSince(begun) }, source)
      } finally {
        await source.close()
      }
    })
  }

  /**
   * Restores an image file into another one, which is written whole or not at all, in the format of its extension. The
   * picture is read and written by rows: only a row of tiles need be in memory at a time. The metadata are kept.
   *
   * @throws as {@link restore}, and UsageError for an unknown extension, EnvironmentError when the file cannot be
   * written.
   */
  restoreFile(input: string, output: string, options: RestoreFileOptions = {}): Promise<RestoredFile> {
    return this.inHand(options, async begun => {
      const { format = formatOfPath(output), quality, signal } = options
      const source = await openPicture(input, this.opening(options))
      try {
        checkSides(source, format)
        const sink = await createPicture(source, this.opening(options))
        try {
          const report = await this.restoreRows(source, sink, options)
          signal?.throwIfAborted()
          await sink.save(output, { format, quality })
          const { width, height } = source
          return { ...report, width, height, seconds: secondsSince(begun) }
        } finally {
          await sink.discard()
        }
      } finally {
        await source.close()
      }
    })
  }

  /**
   * Frees the weights and what is compiled, after the work under way. Calls that come later are refused; a second
   * `dispose` does nothing.
   */
  dispose(): Promise<void> {
    this.disposed ??= this.free()
    return this.disposed
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose()
  }

  private async free(): Promise<void> {
    await this.calls.ended()
    await this.restorer.dispose()
    await this.network.dispose()
  }

  /** Runs a call when its turn has come; `dispose` waits for it. */
  private async inHand<T>({ signal }: RestoreOptions, work: (begun: number) => Promise<T>): Promise<T> {
    if (this.disposed) throw new UsageError('this restorer was disposed')
    return await this.calls.track(this.pictures.run(() => work(performance.now()), signal))
  }

  private opening({ signal }: RestoreOptions): OpenPictureOptions {
    return { signal, maxMemory: this.memory.maxPictureBytes }
  }

  private restoreRows(source: RowSource, sink: RowSink, options: RestoreOptions): Promise<PassReport> {
    return restorePasses(source, sink, passesOf(options), (from, to, pass) => this.restoreOnce(from, to, pass))
  }

  private async restoreOnce(source: RowSource, sink: RowSink, options: RestoreOptions): Promise<PassReport> {
    const { signal } = options
    signal?.throwIfAborted()
    let noise: number | undefined
    const prompt = await selectPrompt(this.prompts, options, async () => {
      noise = await estimateNoiseOfRows(source, signal)
      return noise
    })
    checkEmbedding(prompt, this.network.facts.traits.promptSize)
    const tiles = await this.restorer.restore({ ...options, source, sink, prompt })
    return { task: prompt.task, prompt: prompt.name, noise, tiles }
  }
}

/** What each time of restoring a picture is told; progress counts the tiles of all. */
function passesOf({ tasks, ...options }: RestoreOptions): RestoreOptions[] {
  if (tasks === undefined) return [options]
  if (tasks.length === 0) throw new UsageError('there is no task in the list of tasks', { hint: noTasks })
  const { onProgress } = options
  return tasks.map((task, pass) => ({
    ...options,
    task,
    prompt: undefined,
    onProgress: onProgress && ((done, total) => onProgress(pass * total + done, tasks.length * total)),
  }))
}

const noTasks = 'Name at least one, or leave the list out.'

async function resolve(id: string, { download, signal, onDownload }: RestorerOptions): Promise<string> {
  const { resolveModel } = await import('@dfpir/hub')
  return resolveModel(id, { download, signal, onProgress: onDownload })
}

function checkEmbedding({ text, embedding }: Prompt, promptSize: number): void {
  if (embedding.length === promptSize) return
  throw new UsageError(
    `the network takes prompts of ${promptSize} numbers, and the embedding of "${text}" has ${embedding.length}`,
  )
}
