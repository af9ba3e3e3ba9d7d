import { existsSync } from 'node:fs'
import { ResourceBase, secondsSince, Underway, UsageError } from '@dfpir/core'
import { type Engine, type EngineName, getEngine } from '@dfpir/engines'
import type { ResolveModelOptions } from '@dfpir/hub'
import {
  checkSides,
  createPicture,
  emptyPicture,
  formatOfPath,
  type OpenInput,
  openInput,
  type PictureInput,
  type RowSink,
  type RowSource,
  rowsOf,
  type SaveOptions,
} from '@dfpir/images'
import type { NetworkConfig } from '@dfpir/model'
import type { Prompt, PromptTable } from '@dfpir/prompts'
import { BlindMode } from './blind-mode.js'
import { CompiledNetwork, type CompiledNetworkOptions } from './compiled-network.js'
import { estimateNoiseOfRows } from './estimate-noise.js'
import { MemoryPlan, type TileOptions } from './memory-plan.js'
import { PictureRestorer } from './picture-restorer.js'
import { type PassOptions, type PassPlan, planPasses, type RestoreOptions } from './plan-passes.js'
import { nothingDone, type PassReport, restorePasses } from './restore-passes.js'
import { Restored, type RestoredFile, type RestoreReport } from './restored.js'
import { selectPrompt } from './select-prompt.js'
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

export interface RestoreFileOptions extends RestoreOptions, SaveOptions {}

/** Pictures that are worked on at once: one is read or written while the tiles of another are computed. */
const picturesInHand = 2

/**
 * Restores pictures with one set of weights on one engine. The network is compiled per picture size (or tile size) and
 * prompt when that is first needed. Any number of calls may be under way: two are worked on at once, in turn tile by
 * tile, where memory allows, and the others wait in the order in which they came.
 *
 * ```ts
 * await using restorer = await Restorer.fromPretrained('dfpir-small')
 * const restored = await restorer.restore('noisy.jpg', { task: 'denoise' })
 * await restored.save('clean.png')
 * ```
 */
export class Restorer extends ResourceBase {
  private readonly memory: MemoryPlan
  private readonly restorer: PictureRestorer
  private readonly blindMode: BlindMode
  private readonly pictures = new Turns(picturesInHand)
  private readonly calls = new Underway()

  private constructor(
    private readonly network: CompiledNetwork,
    private readonly engine: Engine,
    options: RestorerOptions,
  ) {
    super()
    const warn = (message: string) => process.emitWarning(message)
    this.memory = new MemoryPlan({ onWarning: warn, ...options, engine: engine.name, facts: network.facts })
    this.restorer = new PictureRestorer(network, this.memory)
    this.blindMode = new BlindMode(network.facts.prompts, options.threads)
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
   * alpha is passed through. A stream is read to its end first; a picture that is open already stays open.
   *
   * With the task `auto` the picture is decoded once and looked at first. One that calls for no task of the model comes
   * back with its pixels unchanged, no `tasks`, and the reason in `leftAlone`.
   *
   * @throws UsageError for an input of another kind, when the model has no such prompt, and for an embedding of another
   * length than the network takes; DataError for an image that cannot be read; the signal's reason when it was aborted.
   */
  restore(input: PictureInput, options: RestoreOptions = {}): Promise<Restored> {
    return this.inHand(input, options, async (source, begun) => {
      const plan = await this.plan(source, options)
      const result = rowsOf(emptyPicture(source))
      const report = reportOf(plan, await this.restoreRows(source, result, plan))
      return new Restored(result.picture, { ...report, seconds: secondsSince(begun) }, source)
    })
  }

  /**
   * Restores an image into a file, which is written whole or not at all, in the format of its extension. The picture is
   * read and written by rows: only a row of tiles need be in memory at a time. The metadata are kept. For a picture that
   * the task `auto` leaves alone no file is written.
   *
   * @throws as {@link restore}, and UsageError for an unknown extension, EnvironmentError when the file cannot be
   * written.
   */
  async restoreFile(input: PictureInput, output: string, options: RestoreFileOptions = {}): Promise<RestoredFile> {
    const { format = formatOfPath(output), quality, signal } = options
    return this.inHand(input, options, async (source, begun) => {
      const plan = await this.plan(source, options)
      const left = plan.passes.length === 0
      const report = left ? nothingDone : await this.saveRows(source, plan, { output, format, quality, signal })
      const { width, height } = source
      return { ...reportOf(plan, report), width, height, seconds: secondsSince(begun) }
    })
  }

  protected async free(): Promise<void> {
    await this.calls.ended()
    await this.blindMode.dispose()
    await this.restorer.dispose()
    await this.network.dispose()
  }

  /** Opens an input, once, and works on it when its turn has come; `dispose` waits for that. */
  private async inHand<T>(
    input: PictureInput,
    { signal }: RestoreOptions,
    work: (source: OpenInput, begun: number) => Promise<T>,
  ): Promise<T> {
    if (this.disposed) throw new UsageError('this restorer was disposed')
    const turn = async () => {
      const begun = performance.now()
      const source = await openInput(input, { signal, maxMemory: this.memory.maxPictureBytes })
      return work(source, begun).finally(() => source.dispose())
    }
    return await this.calls.track(this.pictures.run(turn, signal))
  }

  private plan(source: RowSource, options: RestoreOptions): Promise<PassPlan> {
    return planPasses(options, () => this.blindMode.choose(source, options))
  }

  /** Restores a picture into a file. */
  private async saveRows(source: OpenInput, plan: PassPlan, { output, signal, ...options }: SaveRowsOptions) {
    checkSides(source, options.format)
    await using sink = await createPicture(source, { maxMemory: this.memory.maxPictureBytes })
    const report = await this.restoreRows(source, sink, plan)
    signal?.throwIfAborted()
    await sink.save(output, options)
    return report
  }

  private restoreRows(source: RowSource, sink: RowSink, { passes }: PassPlan): Promise<PassReport> {
    return restorePasses(source, sink, passes, (from, to, pass) => this.restoreOnce(from, to, pass))
  }

  private async restoreOnce(source: RowSource, sink: RowSink, options: PassOptions): Promise<PassReport> {
    const { signal } = options
    signal?.throwIfAborted()
    const estimate = () => estimateNoiseOfRows(source, signal)
    const { prompt, noise, promptConfidence } = await selectPrompt(this.prompts, options, estimate)
    checkEmbedding(prompt, this.network.facts.traits.promptSize)
    const tiles = await this.restorer.restore({ ...options, source, sink, prompt })
    return { tasks: [prompt.task], task: prompt.task, prompt: prompt.name, promptConfidence, noise, tiles }
  }
}

interface SaveRowsOptions extends Required<Pick<SaveOptions, 'format'>>, Pick<SaveOptions, 'quality'> {
  readonly output: string
  readonly signal?: AbortSignal
}

/** Under `auto` the level of the noise is what was detected. */
function reportOf({ detection, leftAlone }: PassPlan, report: PassReport): Omit<RestoreReport, 'seconds'> {
  const noise = detection?.tasks.includes('denoise') ? detection.sigma : report.noise
  return { ...report, noise, detection, leftAlone }
}

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
