import type { Random } from '@dfpir/core'
import type { SampleStream } from './sample-stream.js'
import { settings } from './settings.js'
import type { TrainingSample } from './training-sample.js'

/** Draws batches of new samples and of earlier ones, which cost nothing to make again. */
export class SamplePool {
  private readonly samples: TrainingSample[] = []
  private oldest = 0

  constructor(
    private readonly stream: SampleStream,
    private readonly random: Random,
  ) {}

  /** So many samples, all new, to begin with. */
  async begin(count: number): Promise<readonly TrainingSample[]> {
    while (this.samples.length < count) this.keep(await this.stream.next())
    return this.samples.slice(0, count)
  }

  /** Samples for a step. */
  async batch(): Promise<TrainingSample[]> {
    const { batch, fresh } = settings
    const earlier = this.samples.length === 0 ? 0 : batch - fresh
    const drawn = Array.from({ length: earlier }, () => this.random.pick(this.samples))
    while (drawn.length < batch) drawn.push(this.keep(await this.stream.next()))
    return drawn
  }

  private keep(sample: TrainingSample): TrainingSample {
    this.samples[this.oldest] = sample
    this.oldest = (this.oldest + 1) % settings.kept
    return sample
  }
}
