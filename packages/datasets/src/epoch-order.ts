import { Random } from '@dfpir/core'

/**
 * The order in which epochs visit their items: each epoch visits every item once, in an order of its own that follows
 * from the seed and the epoch's number alone. So any position can be asked for without those before it.
 */
export class EpochOrder {
  private epoch = -1
  private order: readonly number[] = []

  constructor(
    private readonly count: number,
    private readonly seed: number,
  ) {}

  /** The item at a position, counted on from 0 through all epochs. */
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
