/** Where progress is written: `process.stderr`, or anything alike. */
export interface LineStream {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

/**
 * Lines of progress that count ("downloading: 3 of 275 MB"): rewritten in place on a terminal. Elsewhere, of lines that
 * differ in their figures only, one every few seconds is written.
 */
export class ProgressLine {
  private shownAt = Number.NEGATIVE_INFINITY
  private kind = ''
  private open = false

  constructor(
    private readonly stream: LineStream,
    private readonly seconds = 5,
  ) {}

  show(message: string): void {
    const kind = message.replace(/\d+/g, '#')
    if (this.stream.isTTY) this.rewrite(message, kind)
    else if (kind !== this.kind || performance.now() - this.shownAt >= this.seconds * 1000) this.print(message)
    this.kind = kind
  }

  /** Leaves the cursor on a line of its own. */
  end(): void {
    if (this.open) this.stream.write('\n')
    this.open = false
  }

  private rewrite(message: string, kind: string): void {
    if (kind !== this.kind) this.end()
    const width = (this.stream.columns ?? 80) - 1
    this.stream.write(`\r${message.slice(0, width)}\u001b[K`)
    this.open = true
  }

  private print(message: string): void {
    this.stream.write(`${message}\n`)
    this.shownAt = performance.now()
  }
}
