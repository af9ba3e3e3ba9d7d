import { escapeMarkup } from './escape-markup.js'
/** A figure that is drawn as it is, not from a specification. */
export interface SvgFigure {
  /** A whole SVG document whose user unit is the point. */
  readonly svg: string
}

/** What texts are set in: the first of these that there is. */
export const fontFamily = 'Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif'

/** A whole SVG document on white, its sides in points. */
export function svgDocument(width: number, height: number, elements: readonly string[]): SvgFigure {
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="${fontFamily}" font-size="8">`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    ...elements,
    '</svg>',
  ]
  return { svg: `${lines.join('\n')}\n` }
}

export interface SvgTextOptions {
  /** Where its baseline begins, in points, or its middle or end. */
  readonly x: number
  readonly y: number
  readonly anchor?: 'start' | 'middle' | 'end'
  readonly bold?: boolean
  /**
   * Font size in points.
   *
   * @default 8
   */
  readonly size?: number
  /** Turned a quarter to the left, around its place. */
  readonly upward?: boolean
}

/** A line of text. */
export function svgText(text: string, { x, y, anchor = 'start', bold, size, upward }: SvgTextOptions): string {
  const attributes = [
    `x="${x}" y="${y}"`,
    `text-anchor="${anchor}"`,
    ...(bold ? ['font-weight="bold"'] : []),
    ...(size === undefined ? [] : [`font-size="${size}"`]),
    ...(upward ? [`transform="rotate(-90 ${x} ${y})"`] : []),
  ]
  return `<text ${attributes.join(' ')}>${escapeMarkup(text)}</text>`
}
