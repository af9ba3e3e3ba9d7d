/** A histogram for quantiles: 1024 bins of equal width from 0; larger values count in the last bin. */
export class Histogram {
  private readonly counts = new Uint32Array(1024)
  private total = 0

  /** @param perUnit bins per unit of the values */
  constructor(private readonly perUnit: number) {}

  add(value: number): void {
    const bin = (value * this.perUnit) | 0
    this.counts[Math.min(bin, 1023)]++
    this.total++
  }

  /** The quantiles of these shares, interpolated linearly within a bin; 0 without values. */
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
