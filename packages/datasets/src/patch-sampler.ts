import { Random, UsageError } from '@dfpir/core'
import type { RgbPicture } from '@dfpir/images'
import { type Batch, type MixOptions, mixBatch } from './mix-batch.js'
import type { TrainingSample, TrainingSource } from './training-source.js'

export interface PatchSamplerOptions extends MixOptions {
  /** The patches' side in pixels. */
  patch: number
  /** Patches per step. */
  batch: number
  seed: number
  /**
   * The sources of a batch's patches: all of them (`mixed`), or one (`separate`). With `separate`, the source changes
   * from batch to batch, and an epoch visits every picture as often as with `mixed`, to within a batch.
   *
   * @default 'mixed'
   */
  batches?: 'mixed' | 'separate'
}

/** A visit to picture `index` of a source. */
interface Visit {
  readonly source: TrainingSource
  readonly index: number
}

/** Supplies the visits of batches, in a new random order in each epoch. */
class Deck {
  private readonly order: EpochOrder

  constructor(
    private readonly visits: readonly Visit[],
    seed: number,
  ) {
    this.order = new EpochOrder(visits.length, seed)
  }

  get length(): number {
    return this.visits.length
  }

  /** The visit at a position, counted from 0 through all epochs. */
  at(position: number): Visit {
    return this.visits[this.order.at(position)]
  }
}

/**
 * Batches of random patches. A batch depends only on the seed and the number of the step, so a resumed training
 * continues exactly as without the interruption.
 */
export class PatchSampler {
  private readonly decks: readonly Deck[]
  /** For each batch of an epoch, its deck and its number among that deck's batches. */
  private readonly turns: readonly { readonly deck: Deck; readonly turn: number; readonly turns: number }[]
  private readonly order: EpochOrder

  /** @throws UsageError if `patch` or `batch` is not a whole number of at least 1 */
  constructor(
    sources: readonly TrainingSource[],
    private readonly options: PatchSamplerOptions,
  ) {
    checkCount('patch', options.patch)
    checkCount('batch', options.batch)
    const { batch, seed, batches = 'mixed' } = options
    const visits = batches === 'mixed' ? [sources.flatMap(visitsOf)] : sources.map(visitsOf)
    this.decks = visits.map((each, index) => new Deck(each, seed + index))
    this.turns = this.decks.flatMap(deck => {
      const turns = Math.max(1, Math.round(deck.length / batch))
      return Array.from({ length: turns }, (_, turn) => ({ deck, turn, turns }))
    })
    this.order = new EpochOrder(this.turns.length, seed)
  }

  /**
   * The batch of a step, counted from 0. An epoch's last batch is filled up from the next epoch.
   *
   * @throws DataError if a picture cannot be read or is smaller than the patch
   */
  async batchAt(step: number): Promise<Batch> {
    const samples = await Promise.all(this.visitsAt(step).map((visit, index) => this.sample(visit, step, index)))
    const batch = {
      input: stack(samples.map(sample => sample.input)),
      target: stack(samples.map(sample => sample.target)),
      prompts: samples.map(sample => sample.prompt),
    }
    return mixBatch(batch, step, this.options)
  }

  /** The files of a step's batch, in order. */
  pathsAt(step: number): string[] {
    return this.visitsAt(step).map(({ source, index }) => source.path(index))
  }

  private visitsAt(step: number): Visit[] {
    const { batch, batches } = this.options
    if (batches !== 'separate')
      return Array.from({ length: batch }, (_, index) => this.decks[0].at(step * batch + index))
    const { deck, turn, turns } = this.turns[this.order.at(step)]
    const first = (Math.floor(step / this.turns.length) * turns + turn) * batch
    return Array.from({ length: batch }, (_, index) => deck.at(first + index))
  }

  private sample({ source, index: picture }: Visit, step: number, index: number): Promise<TrainingSample> {
    const { patch, seed } = this.options
    return source.sample(picture, patch, Random.derive(seed, 'sample', step, index))
  }
}

function checkCount(name: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return
  throw new UsageError(`${name} must be a whole number of at least 1, got ${value}`)
}

function visitsOf(source: TrainingSource): Visit[] {
  return Array.from({ length: source.length * source.repeat }, (_, visit) => ({ source, index: visit % source.length }))
}

/** Stacks pictures of one size into an array of values 0 … 1. */
function stack(pictures: readonly RgbPicture[]): Float32Array {
  const size = pictures[0].data.length
  const values = new Float32Array(pictures.length * size)
  pictures.forEach(({ data }, index) => {
    for (let i = 0; i < size; i++) values[index * size + i] = data[i] / 255
  })
  return values
}

/**
 * The order in which epochs visit their items: each epoch visits every item once, in an order that depends only on the
 * seed and the number of the epoch. Any position can be computed without the earlier ones.
 */
export class EpochOrder {
  private epoch = -1
  private order: readonly number[] = []

  constructor(
    private readonly count: number,
    private readonly seed: number,
  ) {}

  /** The item at a position, counted from 0 through all epochs. */
  at(position: number): number {
    return this.orderOf(Math.floor(position / this.count))[position % this.count]
  }

  private orderOf(epoch: number): readonly number[] {
    if (epoch !== this.epoch) {
      this.order = Random.derive(this.seed, 'epoch', epoch).permutation(this.count)
      this.epoch = epoch
    }
    return this.order
  }
}
