/** Counts of values from 0 on, of which quantiles are read: 1024 bins of one width; greater values count as the last. */
export class Histogram {
  private readonly counts = new Uint32Array(1024)
  private total = 0

  /** @param perUnit bins to a unit of the values */
  constructor(private readonly perUnit: number) {}

  add(value: number): void {
    const bin = (value * this.perUnit) | 0
    this.counts[Math.min(bin, 1023)]++
    this.total++
  }

  /** The values below which these shares of all values lie, linear within a bin; 0 where there is no value. */
  quantiles(shares: readonly number[]): number[] {
    return shares.map(share => this.quantile(share))
  }

  private quantile(share: number): number {
    if (this.total === 0) return 0
    let left = share * this.total
    let bin = 0
    while (bin < 1023 && this.counts[bin] < left) left -= this.counts[bin++]
    return (bin + (this.counts[bin] > 0 ? left / this.counts[bin] : 0)) / this.perUnit
  }
}
