/** Tracks the work that uses a resource, so the resource is freed only when all of it has ended. */
export class Underway {
  private readonly running = new Set<Promise<unknown>>()

  /** Tracks the work until it ends, and passes on its result or error. */
  async track<T>(work: Promise<T>): Promise<T> {
    this.running.add(work)
    try {
      return await work
    } finally {
      this.running.delete(work)
    }
  }

  /** Waits until all work that is running now has ended, successfully or not. */
  async ended(): Promise<void> {
    await Promise.allSettled(this.running)
  }
}
