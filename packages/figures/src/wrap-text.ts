export interface WrapOptions {
  /** The width of a line, in points. */
  readonly width: number
  /**
   * Font size in points.
   *
   * @default 8
   */
  readonly size?: number
  readonly bold?: boolean
  /**
   * The largest number of lines. A longer text ends in `…`.
   *
   * @default 3
   */
  readonly lines?: number
}

/** Mean widths of characters relative to the font size in DejaVu Sans, the widest of the figures' fonts. */
const characterWidth = { regular: 0.61, bold: 0.69 }

/** Breaks a label into lines: after spaces, else after `/`, `-`, `_`, `.` and `,`, else anywhere. */
export function wrapText(text: string, { width, size = 8, bold = false, lines = 3 }: WrapOptions): string[] {
  const most = Math.max(4, Math.floor(width / (size * characterWidth[bold ? 'bold' : 'regular'])))
  const wrapped: string[] = []
  let rest = text.trim()
  while (rest.length > most && wrapped.length < lines - 1) {
    const end = lineEnd(rest, most)
    wrapped.push(rest.slice(0, end).trimEnd())
    rest = rest.slice(end).trimStart()
  }
  return [...wrapped, rest.length > most ? `${rest.slice(0, most - 1).trimEnd()}…` : rest]
}

function lineEnd(text: string, most: number): number {
  const head = text.slice(0, most + 1)
  const space = head.lastIndexOf(' ')
  if (space > 0) return space
  const mark = Math.max(...[...'/-_.,'].map(each => head.lastIndexOf(each, most - 1)))
  return mark > 0 ? mark + 1 : most
}
