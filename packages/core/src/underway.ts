/** Work that uses something which is freed only when all of it has ended. */
export class Underway {
  private readonly running = new Set<Promise<unknown>>()

  /** Counts the work until it ends, and ends as it does. */
  async track<T>(work: Promise<T>): Promise<T> {
    this.running.add(work)
    try {
      return await work
    } finally {
      this.running.delete(work)
    }
  }

  /** Waits until what is under way now has ended, well or not. */
  async ended(): Promise<void> {
    await Promise.allSettled(this.running)
  }
}
