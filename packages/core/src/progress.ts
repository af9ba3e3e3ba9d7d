import { type ProgressStream, StatusLine } from './status-line.js'

export interface ProgressOptions {
  /** The plural noun of what is counted, such as "steps" or "tiles". */
  unit: string
  total: number
  /** The count at which an earlier run stopped. The rate is measured from here. */
  start?: number
  /**
   * The stream that shows the line.
   *
   * @default process.stderr
   */
  stream?: ProgressStream
  /** Seconds between plain lines if the stream is not a terminal. */
  plainEvery?: number
}

/**
 * A progress line with the rate and the remaining time: rewritten in place on a terminal, a periodic plain line
 * elsewhere.
 */
export class Progress {
  private readonly begun = performance.now()
  private readonly start: number
  private readonly status: StatusLine

  constructor(private readonly options: ProgressOptions) {
    this.start = options.start ?? 0
    this.status = new StatusLine(options)
  }

  update(done: number, note = ''): void {
    this.status.show(() => this.parts(done, note), done >= this.options.total)
  }

  /** Ends the line, so the next output starts on a new one. */
  finish(): void {
    this.status.finish()
  }

  private parts(done: number, note: string): string[] {
    const { total, unit } = this.options
    const seconds = (performance.now() - this.begun) / 1000
    const rate = (done - this.start) / Math.max(seconds, 1e-9)
    const rateText = rate >= 1 || rate === 0 ? `${rate.toFixed(1)} ${unit}/s` : `${(1 / rate).toFixed(1)} s each`
    const left = `${formatDuration((total - done) / rate)} left`
    return [`${done}/${total} ${unit}`, rateText, left, ...(note ? [note] : [])]
  }
}

/** Seconds as "42 s", "3:07 min" or "2:05 h"; "?" if the number is not finite. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '?'
  const whole = Math.max(Math.round(seconds), 0)
  if (whole < 60) return `${whole} s`
  const two = (value: number) => String(value).padStart(2, '0')
  if (whole < 3600) return `${Math.floor(whole / 60)}:${two(whole % 60)} min`
  return `${Math.floor(whole / 3600)}:${two(Math.floor((whole % 3600) / 60))} h`
}
