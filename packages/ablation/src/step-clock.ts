/** Measures how long steps take. */
export class StepClock {
  private readonly seconds: number[] = []
  private last: number | undefined

  /** A step has ended. The first one, before which a process compiles, is not counted. */
  tick(): void {
    const now = performance.now()
    if (this.last !== undefined) this.seconds.push((now - this.last) / 1000)
    this.last = now
  }

  /** The median, in seconds; nothing before the second step. */
  get median(): number | undefined {
    const sorted = [...this.seconds].sort((a, b) => a - b)
    return sorted[Math.floor(sorted.length / 2)]
  }
}
