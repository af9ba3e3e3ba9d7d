import type { Picture } from '@dfpir/core'
import { type SvgFigure, svgDocument, svgText } from './svg-figure.js'
import { type Box, svgImage } from './svg-image.js'

/** A picture in a {@link pictureGrid}. */
export interface GridCell {
  /** An 8-bit picture. All pictures of a row have the same size. */
  readonly picture: Picture
  /** A line below the picture. */
  readonly caption?: string
  /** Whether the caption is bold. */
  readonly bold?: boolean
  /** Whether to show pixels as squares. */
  readonly pixelated?: boolean
}

export interface GridRow {
  /** A vertical label on the left. */
  readonly label: string
  readonly cells: readonly GridCell[]
  /** Up to three squares that are framed in each picture and shown enlarged below it. */
  readonly zooms?: readonly Zoom[]
}

/** A square of a picture, in its pixels. */
export interface Zoom {
  readonly x: number
  readonly y: number
  readonly side: number
}

export interface PictureGridOptions {
  /** The titles above the columns. */
  readonly columns: readonly string[]
  readonly rows: readonly GridRow[]
  /** The width of a column, in points. */
  readonly cellWidth: number
  /** A line below the grid. */
  readonly note: string
  /** A bar of colours below the note. */
  readonly scale?: ColourScale
}

export interface ColourScale {
  /** The colours from low to high, as red, green and blue. */
  readonly colours: readonly (readonly number[])[]
  readonly low: string
  readonly high: string
  /** The meaning of the colours, written after the bar. */
  readonly about: string
}

/** The colours of the frames: red, blue and orange, which most people can distinguish, also on photographs. */
const frameColours = ['#e41a1c', '#2176ff', '#ff9f1c']

/** In points: the outer margin, the gap between cells, and the height of a line of text. */
const margin = 6
const gap = 5
const line = 12

/** Rows of pictures under column titles, with enlarged parts and captions below each picture. */
export async function pictureGrid({ columns, rows, cellWidth, note, scale }: PictureGridOptions): Promise<SvgFigure> {
  const left = (column: number) => margin + line + column * (cellWidth + gap)
  const elements = columns.map((text, column) =>
    svgText(text, { x: left(column) + cellWidth / 2, y: margin + 7, anchor: 'middle', bold: true }),
  )
  let top = margin + line
  for (const row of rows) {
    const middle = top + pictureHeight(row.cells[0].picture, cellWidth) / 2
    elements.push(svgText(row.label, { x: margin + 7, y: round(middle), anchor: 'middle', upward: true }))
    for (const [column, cell] of row.cells.entries()) {
      elements.push(...(await cellElements(cell, row.zooms ?? [], { x: left(column), y: top, width: cellWidth })))
    }
    top = round(top + rowHeight(row, cellWidth) + gap)
  }
  elements.push(svgText(note, { x: left(0), y: top + 7 }))
  if (scale) elements.push(...scaleElements(scale, { x: left(0), y: top + line }))
  const bottom = top + (scale ? 2 : 1) * line + margin - 2
  return svgDocument(left(columns.length) - gap + margin, round(bottom), elements)
}

/** A bar of colours between the labels of its ends. */
function scaleElements({ colours, low, high, about }: ColourScale, { x, y }: Pick<Box, 'x' | 'y'>): string[] {
  const width = 120
  const stops = Array.from({ length: 17 }, (_, index) => {
    const [red, green, blue] = colours[Math.round((index / 16) * (colours.length - 1))]
    return `<stop offset="${index / 16}" stop-color="rgb(${red}, ${green}, ${blue})"/>`
  })
  return [
    `<linearGradient id="scale">${stops.join('')}</linearGradient>`,
    svgText(low, { x, y: y + 7 }),
    `<rect x="${x + 18}" y="${y}" width="${width}" height="8" fill="url(#scale)"/>`,
    svgText(`${high}:  ${about}`, { x: x + 18 + width + 4, y: y + 7 }),
  ]
}

function pictureHeight({ width, height }: Picture, cellWidth: number): number {
  return round((cellWidth * height) / width)
}

/** The width of each of a picture's zooms: side by side, they have the picture's width. */
function zoomSide(count: number, cellWidth: number): number {
  return round((cellWidth - (count - 1) * 3) / count)
}

function rowHeight({ cells, zooms = [] }: GridRow, cellWidth: number): number {
  const below = zooms.length === 0 ? 0 : 3 + zoomSide(zooms.length, cellWidth)
  const caption = cells.some(cell => cell.caption !== undefined) ? line : 0
  return pictureHeight(cells[0].picture, cellWidth) + below + caption
}

async function cellElements(
  { picture, caption, bold, pixelated }: GridCell,
  zooms: readonly Zoom[],
  { x, y, width }: Omit<Box, 'height'>,
): Promise<string[]> {
  const box = { x, y, width, height: pictureHeight(picture, width) }
  const side = zoomSide(zooms.length, width)
  const elements = [await svgImage(picture, box, { pixelated })]
  for (const [index, zoom] of zooms.entries()) {
    const scale = width / picture.width
    const place = { x: x + zoom.x * scale, y: y + zoom.y * scale, width: zoom.side * scale, height: zoom.side * scale }
    const larger = { x: x + index * (side + 3), y: y + box.height + 3, width: side, height: side }
    const part = { x: zoom.x, y: zoom.y, width: zoom.side, height: zoom.side }
    elements.push(frame(place, index), await svgImage(picture, larger, { part, pixelated: true }), frame(larger, index))
  }
  if (caption === undefined) return elements
  const bottom = box.height + (zooms.length === 0 ? 0 : 3 + side)
  return [...elements, svgText(caption, { x: x + width / 2, y: round(y + bottom + 9), anchor: 'middle', bold })]
}

/** A frame inside a box. */
function frame({ x, y, width, height }: Box, index: number): string {
  const place = `x="${round(x + 0.5)}" y="${round(y + 0.5)}" width="${round(width - 1)}" height="${round(height - 1)}"`
  return `<rect ${place} fill="none" stroke="${frameColours[index]}" stroke-width="1"/>`
}

function round(points: number): number {
  return Number(points.toFixed(2))
}
