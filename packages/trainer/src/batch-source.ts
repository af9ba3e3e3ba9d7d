import { ResourceBase } from '@dfpir/core'
import type { TrainingSource } from '@dfpir/datasets'
import { BatchMaker, type BatchMakerOptions, type BatchSize } from './batch-maker.js'
import { BatchPool } from './batch-pool.js'
import type { PhasePlan } from './schedule.js'
import type { StepBatch } from './training-step.js'

/** Memory for decoded pictures over all threads, in bytes. */
export const cacheBytes = 2 ** 30

/** The batches of a training in order, prepared ahead, in worker threads if there are any. */
export class BatchSource extends ResourceBase {
  private readonly maker: BatchMaker
  private readonly pool: BatchPool | undefined

  /**
   * @param sources the opened sources of `options.data`; worker threads open their own
   * @param workers number of threads; with 0, this thread makes the batches
   */
  constructor(
    sources: readonly TrainingSource[],
    options: BatchMakerOptions,
    private readonly workers: number,
  ) {
    super()
    this.maker = new BatchMaker(sources, options)
    if (workers > 0) this.pool = new BatchPool({ ...options, cacheBytes: cacheBytes / workers }, { workers })
  }

  /** Number of samples in an epoch. */
  get samplesPerEpoch(): number {
    return this.maker.samplesPerEpoch
  }

  /** Yields the batches of the steps from `from` (0-based, over the whole run) to the end of the phase, `accumulate` per step. */
  async *steps(from: number, phase: PhasePlan, accumulate: number): AsyncGenerator<StepBatch[]> {
    const end = (phase.first + phase.steps) * accumulate
    const queue: Promise<StepBatch>[] = []
    let requested = from * accumulate
    for (let step = from; step < phase.first + phase.steps; step++) {
      while (requested < end && queue.length < accumulate + this.workers + 1)
        queue.push(this.request(requested++, phase))
      yield await Promise.all(queue.splice(0, accumulate))
    }
  }

  /** Lists the files of a step. */
  paths(step: number, size: BatchSize, accumulate: number): string[] {
    const numbers = Array.from({ length: accumulate }, (_, index) => step * accumulate + index)
    return numbers.flatMap(number => this.maker.paths(number, size))
  }

  protected async free(): Promise<void> {
    await this.pool?.dispose()
  }

  /** Starts a batch. A failure is reported when the batch is awaited. */
  private request(number: number, { patch, batch }: PhasePlan): Promise<StepBatch> {
    const made = (this.pool ?? this.maker).batch(number, { patch, batch })
    made.catch(() => {})
    return made
  }
}
