import { formatDuration, type ProgressStream } from '@dfpir/core/node'

export interface RestoreProgressOptions {
  /** How many pictures there are. */
  total: number
  /** `process.stderr` unless given. */
  stream?: ProgressStream
  /** Seconds between plain lines when the stream is no terminal. */
  plainEvery?: number
}

/** How far a batch of pictures is: a line that is rewritten on a terminal, now and then a plain line elsewhere. */
export class RestoreProgress {
  private readonly stream: ProgressStream
  private readonly begun = performance.now()
  private shown: number
  private visible = false
  private file = { done: 0, name: '', begun: 0 }

  constructor(private readonly options: RestoreProgressOptions) {
    this.stream = options.stream ?? process.stderr
    this.shown = this.stream.isTTY ? Number.NEGATIVE_INFINITY : this.begun // a short run needs no plain line
  }

  /** The next picture is begun, after so many that are done. */
  begin(done: number, name: string): void {
    this.file = { done, name, begun: performance.now() }
    this.show(this.heading())
  }

  /** So many tiles of this picture are done. */
  update(tiles: number, total: number): void {
    if (tiles === 0) this.file.begun = performance.now()
    if (tiles < total) this.show(`${this.heading()} · tile ${tiles + 1} of ${total}${this.speed(tiles, total)}`)
  }

  /** Shows what is going on, unless something was shown a moment ago. */
  show(line: string): void {
    const now = performance.now()
    if (now - this.shown < (this.stream.isTTY ? 100 : (this.options.plainEvery ?? 10) * 1000)) return
    this.shown = now
    this.visible = this.stream.isTTY ?? false
    const width = (this.stream.columns || 80) - 1 // some terminals do not say, or say 0
    this.stream.write(this.visible ? `\r${line.slice(0, width)}\u001b[K` : `${line}\n`)
  }

  /** Takes the line off a terminal, so that something else can be printed. */
  clear(): void {
    if (this.visible) this.stream.write('\r\u001b[K')
    this.visible = false
  }

  /** Prints a line that stays. */
  print(line: string): void {
    this.clear()
    this.stream.write(`${line}\n`)
  }

  private heading(): string {
    const { done, name } = this.file
    return this.options.total === 1 ? name : `${done + 1} of ${this.options.total} · ${name}`
  }

  private speed(tiles: number, total: number): string {
    if (tiles === 0) return ''
    const now = performance.now()
    const rate = (tiles / Math.max(now - this.file.begun, 1)) * 1000
    const share = (this.file.done + tiles / total) / this.options.total
    const left = ((now - this.begun) / 1000) * (1 / share - 1)
    const pace = rate >= 1 ? `${rate.toFixed(1)} tiles/s` : `${(1 / rate).toFixed(1)} s per tile`
    return ` · ${pace} · ${formatDuration(left)} left`
  }
}
