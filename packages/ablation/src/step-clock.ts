/** Measures how long steps take. */
export class StepClock {
  private readonly seconds: number[] = []
  private last: number | undefined

  /** Records the end of a step. The first one is not counted, because the process compiles before it. */
  tick(): void {
    const now = performance.now()
    if (this.last !== undefined) this.seconds.push((now - this.last) / 1000)
    this.last = now
  }

  /** The median time in seconds; undefined before the second step. */
  get median(): number | undefined {
    const sorted = [...this.seconds].sort((a, b) => a - b)
    return sorted[Math.floor(sorted.length / 2)]
  }
}
