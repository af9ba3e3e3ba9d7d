/** Lets so many pieces of work run at once; the others wait and begin in the order in which they came. */
export class Turns {
  private readonly waiting: (() => void)[] = []
  private free: number

  constructor(count: number) {
    this.free = count
  }

  /** Runs the work when its turn has come. @throws the signal's reason when it was aborted before. */
  async run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    await this.wait(signal)
    try {
      return await work()
    } finally {
      const next = this.waiting.shift()
      if (next) next()
      else this.free++
    }
  }

  private async wait(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    if (this.free > 0) {
      this.free--
      return
    }
    await new Promise<void>((resolve, reject) => {
      const begin = () => {
        signal?.removeEventListener('abort', stop)
        resolve()
      }
      const stop = () => {
        this.waiting.splice(this.waiting.indexOf(begin), 1)
        reject(signal?.reason)
      }
      this.waiting.push(begin)
      signal?.addEventListener('abort', stop, { once: true })
    })
  }
}
