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
   * Whether a model on the hub may be downloaded. With false, it must be in the cache.
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

/** Number of pictures in progress at once: one is read or written while the tiles of another are computed. */
const picturesInHand = 2

/**
 * Restores pictures with one set of weights on one engine. It compiles the network for each picture size (or tile size)
 * and prompt on first use. Any number of calls may be pending: two are processed at once, alternating tile by tile, if
 * memory allows, and the others wait in order.
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
   * Reads a model: a path (a folder with `config.json` and `model.safetensors`, or a checkpoint), the name of an included
   * model, such as `dfpir-small`, or an id `owner/name[@revision]` on the hub, which is downloaded once.
   *
   * @throws UsageError for a model that does not exist and an engine that is unknown or lacks the precision, DataError for
   * a damaged model, EnvironmentError if no engine on this machine is suitable or a download fails.
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

  /** SHA-256 of the weights: their names, shapes and values, independent of the file format. */
  get weightsDigest(): string {
    return this.network.facts.digest
  }

  /** Estimates the memory of this process in bytes while it restores a picture of that many pixels in one pass. */
  wholeBytes(pixels: number): number {
    return this.memory.processBytes(pixels)
  }

  /** The selected engine. */
  get engineName(): EngineName {
    return this.engine.name
  }

  /**
   * Restores one picture of any size. Grey stays grey (the mean of the restored colours), 16 bits stay 16 bits, and alpha
   * is copied. A stream is first read to its end; a picture that is already open stays open.
   *
   * With the task `auto`, the picture is decoded once and its damage is detected first. If the detection calls for no task
   * of the model, the result has unchanged pixels, no `tasks`, and the reason in `leftAlone`.
   *
   * @throws UsageError for an unsupported kind of input, a prompt that the model does not have, and an embedding whose
   * length does not fit the network; DataError for an unreadable image; the signal's reason if it was aborted.
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
   * Restores an image into a file, which is written completely or not at all, in the format of its extension. The picture
   * is read and written by rows, so only one row of tiles need be in memory at a time. Metadata is kept. If the task `auto`
   * leaves the picture alone, no file is written.
   *
   * @throws the errors of {@link restore}; UsageError for an unknown extension, EnvironmentError if the file cannot be
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

  /** Opens an input once and processes it when its turn comes. `dispose` waits for it. */
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

/** With `auto`, the noise level is the detected one. */
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
