import { formatDuration, StatusLine, type StatusLineOptions } from '@dfpir/core/node'

export interface RestoreProgressOptions extends StatusLineOptions {
  /** Number of pictures. */
  total: number
}

/** Shows the progress of a batch: a status line on a terminal, an occasional plain line elsewhere. */
export class RestoreProgress {
  private readonly status: StatusLine
  private readonly total: number
  private readonly begun = performance.now()
  private file = { done: 0, name: '', begun: 0 }

  constructor({ total, plainEvery = 10, ...options }: RestoreProgressOptions) {
    this.total = total
    this.status = new StatusLine({ plainAfter: plainEvery, plainEvery, ...options })
  }

  /** Begins the next picture, after `done` finished ones. */
  begin(done: number, name: string): void {
    this.file = { done, name, begun: performance.now() }
    this.show(this.heading())
  }

  /** Reports the number of finished tiles of this picture. */
  update(tiles: number, total: number): void {
    if (tiles === 0) this.file.begun = performance.now()
    if (tiles === total) return
    this.status.show(() => [this.heading(), `tile ${tiles + 1} of ${total}`, ...this.speed(tiles, total)])
  }

  /** Shows a line, unless another was shown a moment ago. */
  show(line: string): void {
    this.status.show(() => [line])
  }

  /** Clears the status line so that something else can be printed. */
  clear(): void {
    this.status.clear()
  }

  /** Prints a line that stays. */
  print(line: string): void {
    this.status.print(line)
  }

  private heading(): string {
    const { done, name } = this.file
    return this.total === 1 ? name : `${done + 1} of ${this.total} · ${name}`
  }

  private speed(tiles: number, total: number): string[] {
    if (tiles === 0) return []
    const now = performance.now()
    const rate = (tiles / Math.max(now - this.file.begun, 1)) * 1000
    const share = (this.file.done + tiles / total) / this.total
    const left = ((now - this.begun) / 1000) * (1 / share - 1)
    return [
      rate >= 1 ? `${rate.toFixed(1)} tiles/s` : `${(1 / rate).toFixed(1)} s per tile`,
      `${formatDuration(left)} left`,
    ]
  }
}
