import { openTrainingData, PatchSampler, type TrainingSource } from '@dfpir/datasets'
import type { Prompt, PromptTable } from '@dfpir/prompts'
import type { TensorValue } from '@dfpir/tensorflow'
import type { DataEntry } from './config-schema.js'
import type { StepBatch } from './training-step.js'

/** What batches follow from, beside their number and size; plain data, so that a worker thread can be told. */
export interface BatchMakerOptions {
  readonly data: readonly DataEntry[]
  readonly seed: number
  readonly prompts: PromptTable
  /**
   * Whether the patches of a batch come from all entries or from one.
   *
   * @default 'mixed'
   */
  readonly batches?: 'mixed' | 'separate'
  /** The most bytes of decoded pictures to keep. */
  readonly cacheBytes?: number
}

export interface BatchSize {
  readonly patch: number
  readonly batch: number
}

/** Makes the batches of a training by their number. */
export class BatchMaker {
  private readonly embeddings: ReadonlyMap<string, Prompt>
  private readonly samplers = new Map<string, PatchSampler>()

  private constructor(
    private readonly sources: readonly TrainingSource[],
    private readonly options: BatchMakerOptions,
  ) {
    this.embeddings = new Map(options.prompts.map(prompt => [prompt.name, prompt]))
  }

  /** @throws UsageError or DataError when a folder is missing or empty */
  static async open(options: BatchMakerOptions): Promise<BatchMaker> {
    return new BatchMaker(await openTrainingData(options.data, options), options)
  }

  /** Samples that an epoch visits. */
  get samplesPerEpoch(): number {
    return this.sources.reduce((sum, { length, repeat }) => sum + length * repeat, 0)
  }

  /** The batch of a number from 0: the same whenever, and wherever, it is asked for. */
  async batch(number: number, size: BatchSize): Promise<StepBatch> {
    const { input, target, prompts } = await this.sampler(size).batchAt(number)
    const shape = [size.batch, size.patch, size.patch, 3]
    return { input: { shape, data: input }, target: { shape, data: target }, prompt: this.stack(prompts) }
  }

  /** The files that a batch is made of. */
  paths(number: number, size: BatchSize): string[] {
    return this.sampler(size).pathsAt(number)
  }

  private sampler(size: BatchSize): PatchSampler {
    const key = `${size.patch} ${size.batch}`
    const known = this.samplers.get(key)
    if (known) return known
    const sampler = new PatchSampler(this.sources, { ...size, seed: this.options.seed, batches: this.options.batches })
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
