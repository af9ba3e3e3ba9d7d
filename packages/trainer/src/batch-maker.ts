import { type MixOptions, openTrainingData, type ParsedEntry, PatchSampler, type TrainingSource } from '@dfpir/datasets'
import type { Prompt, PromptTable } from '@dfpir/prompts'
import type { TensorValue } from '@dfpir/tensorflow'
import type { StepBatch } from './training-step.js'

/** Options that determine batches, besides the data, their number and size. */
export interface BatchOptions extends MixOptions {
  readonly seed: number
  readonly prompts: PromptTable
  /**
   * Whether a batch's patches come from all entries or from one.
   *
   * @default 'mixed'
   */
  readonly batches?: 'mixed' | 'separate'
}

/** Plain data that can be sent to a worker thread, which opens its own data. */
export interface BatchMakerOptions extends BatchOptions {
  readonly data: readonly ParsedEntry[]
  /** Maximum number of bytes of decoded pictures to keep. */
  readonly cacheBytes?: number
}

export interface BatchSize {
  readonly patch: number
  readonly batch: number
}

/** Makes the batches of a training by number. */
export class BatchMaker {
  private readonly embeddings: ReadonlyMap<string, Prompt>
  private readonly samplers = new Map<string, PatchSampler>()

  constructor(
    private readonly sources: readonly TrainingSource[],
    private readonly options: BatchOptions,
  ) {
    this.embeddings = new Map(options.prompts.map(prompt => [prompt.name, prompt]))
  }

  /** @throws UsageError or DataError if a folder is missing or empty */
  static async open(options: BatchMakerOptions): Promise<BatchMaker> {
    return new BatchMaker(await openTrainingData(options.data, options), options)
  }

  /** Number of samples in an epoch. */
  get samplesPerEpoch(): number {
    return this.sources.reduce((sum, { length, repeat }) => sum + length * repeat, 0)
  }

  /** Makes the batch with a number from 0. It is the same at every call, in every thread. */
  async batch(number: number, size: BatchSize): Promise<StepBatch> {
    const { input, target, prompts } = await this.sampler(size).batchAt(number)
    const shape = [size.batch, size.patch, size.patch, 3]
    return { input: { shape, data: input }, target: { shape, data: target }, prompt: this.stack(prompts) }
  }

  /** Lists the files of a batch. */
  paths(number: number, size: BatchSize): string[] {
    return this.sampler(size).pathsAt(number)
  }

  private sampler(size: BatchSize): PatchSampler {
    const key = `${size.patch} ${size.batch}`
    const known = this.samplers.get(key)
    if (known) return known
    const { seed, batches, mixup, cutmix } = this.options
    const sampler = new PatchSampler(this.sources, { ...size, seed, batches, mixup, cutmix })
    this.samplers.set(key, sampler)
    return sampler
  }

  private stack(names: readonly string[]): TensorValue {
    const rows = names.map(name => (this.embeddings.get(name) as Prompt).embedding)
    const data = new Float32Array(rows.length * rows[0].length)
    rows.forEach((row, index) => {
      data.set(row, index * row.length)
    })
    return { shape: [rows.length, rows[0].length], data }
  }
}
