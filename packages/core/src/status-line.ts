/** Where progress is written: `process.stderr`, or anything alike. */
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
   * Seconds between plain lines when the stream is no terminal.
   *
   * @default 10
   */
  plainEvery?: number
  /**
   * Seconds before the first plain line, so that short work needs none.
   *
   * @default 0
   */
  plainAfter?: number
}

/** A line about what is going on: rewritten in place on a terminal, now and then a plain line elsewhere. */
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
   * Shows the parts, the most important ones first, unless the line was shown a moment ago. On a terminal, the last ones
   * are left out where there is no room for them.
   *
   * @param now whether to show them even so
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

  /** Ends the line, so that what is printed next starts on a line of its own. */
  finish(): void {
    if (this.open) this.stream.write('\n')
    this.open = false
  }

  /** Takes the line off a terminal. */
  clear(): void {
    if (this.open) this.stream.write(`\r${erase}`)
    this.open = false
  }

  /** Prints a text that stays, in place of the line. */
  print(text: string): void {
    this.clear()
    this.stream.write(`${text}\n`)
  }

  private fitting([first, ...others]: readonly string[]): string {
    const width = (this.stream.columns || 80) - 1 // some terminals do not say, or say 0
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
 * Runs `work` with a function that shows messages on a {@link StatusLine}, and ends that line with it, so that what is
 * printed next starts on a line of its own. A message that differs from the one before in more than its figures
 * ("downloading: 3 of 275 MB", "unpacking: 0 of 9 files") is shown at once, on a line of its own.
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
