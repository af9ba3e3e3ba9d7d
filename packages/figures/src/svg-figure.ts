import { escapeMarkup } from './escape-markup.js'
/** A figure as an SVG document, without a specification. */
export interface SvgFigure {
  /** A complete SVG document whose user unit is the point. */
  readonly svg: string
}

/** The font of texts: the first available one of these. */
export const fontFamily = 'Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif'

/** Makes a complete SVG document on white, with sides in points. */
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
  /** The start of its baseline in points, or its middle or end. */
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
  /** Whether to turn it by 90° to the left around its position. */
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
