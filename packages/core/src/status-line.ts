/** A stream for progress: `process.stderr` or a similar one. */
export interface ProgressStream {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

export interface StatusLineOptions {
  /**
   * The stream that shows the line.
   *
   * @default process.stderr
   */
  stream?: ProgressStream
  /**
   * Seconds between plain lines if the stream is not a terminal.
   *
   * @default 10
   */
  plainEvery?: number
  /**
   * Seconds before the first plain line, so short work prints none.
   *
   * @default 0
   */
  plainAfter?: number
}

/** A line that shows progress: rewritten in place on a terminal, a periodic plain line elsewhere. */
export class StatusLine {
  private readonly stream: ProgressStream
  private readonly interval: number
  private shown: number
  private open = false

  constructor({ stream = process.stderr, plainEvery = 10, plainAfter = 0 }: StatusLineOptions = {}) {
    this.stream = stream
    this.interval = stream.isTTY ? 100 : plainEvery * 1000
    const waits = plainAfter > 0 && !stream.isTTY
    this.shown = waits ? performance.now() - this.interval + plainAfter * 1000 : Number.NEGATIVE_INFINITY
  }

  /**
   * Shows the parts, most important first, unless the line was updated a moment ago. A terminal omits the last ones if
   * they do not fit.
   *
   * @param now whether to show them regardless of the last update
   */
  show(parts: () => readonly string[], now = false): void {
    const time = performance.now()
    if (time - this.shown < this.interval && !now) return
    this.shown = time
    if (this.stream.isTTY) {
      this.stream.write(`\r${this.fitting(parts())}${erase}`)
      this.open = true
    } else this.stream.write(`${parts().join(separator)}\n`)
  }

  /** Ends the line, so the next output starts on a new one. */
  finish(): void {
    if (this.open) this.stream.write('\n')
    this.open = false
  }

  /** Erases the line on a terminal. */
  clear(): void {
    if (this.open) this.stream.write(`\r${erase}`)
    this.open = false
  }

  /** Replaces the line with a text that stays. */
  print(text: string): void {
    this.clear()
    this.stream.write(`${text}\n`)
  }

  private fitting([first, ...others]: readonly string[]): string {
    const width = (this.stream.columns || 80) - 1 // some terminals report no width, or 0
    let line = first.slice(0, width)
    for (const part of others) {
      if (line.length + separator.length + part.length > width) break
      line += separator + part
    }
    return line
  }
}

const separator = ' · '

/** Erases a terminal's line from the cursor on. */
const erase = '\u001b[K'

/**
 * Runs `work` with a function that shows messages on a {@link StatusLine}, and ends the line afterwards, so the next
 * output starts on a new one. A message that differs from the previous one in more than its numbers ("downloading: 3 of
 * 275 MB", "unpacking: 0 of 9 files") appears at once, on a new line.
 */
export async function withStatusLine<T>(
  work: (show: (message: string) => void) => Promise<T>,
  options?: StatusLineOptions,
): Promise<T> {
  const line = new StatusLine(options)
  let stage: string | undefined
  const show = (message: string) => {
    const next = message.replace(/\d+/g, '#')
    const begins = next !== stage
    stage = next
    if (begins) line.finish()
    line.show(() => [message], begins)
  }
  try {
    return await work(show)
  } finally {
    line.finish()
  }
}
