import type { Picture } from '@dfpir/core'
import { type SvgFigure, type SvgTextOptions, svgDocument, svgText } from './svg-figure.js'
import { type Box, type ImageQuality, svgImage } from './svg-image.js'
import { wrapText } from './wrap-text.js'
import { pixelsPerPoint } from './write-figure.js'

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
  /**
   * The size limit of the figure in bytes, above which its pictures are compressed.
   *
   * @default 2_000_000
   */
  readonly mostBytes?: number
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

/** In points: the outer margin, the gap between cells, the height of a caption, and of each line of a longer text. */
const margin = 6
const gap = 5
const line = 12
const textLine = 10

/** Pixels per point of the coarsest pictures. */
const leastResolution = 0.5

/**
 * Rows of pictures under column titles, with enlarged parts and captions below each picture. If the figure would exceed
 * its size limit, it stores photographs as JPEG and maps in 256 colours, with as many pixels as fit.
 */
export async function pictureGrid(options: PictureGridOptions): Promise<SvgFigure> {
  const { mostBytes = 2_000_000 } = options
  const exact = await drawGrid(options, { resolution: pixelsPerPoint, lossless: true })
  let figure = exact
  let resolution = pixelsPerPoint
  while (figure.svg.length > mostBytes && resolution > leastResolution) {
    if (figure !== exact) resolution *= 0.95 * Math.sqrt(mostBytes / figure.svg.length)
    figure = await drawGrid(options, { resolution, lossless: false })
  }
  return figure
}

async function drawGrid(
  { columns, rows, cellWidth, note, scale }: PictureGridOptions,
  quality: ImageQuality,
): Promise<SvgFigure> {
  const titles = columns.map(text => wrapText(text, { width: cellWidth, bold: true }))
  const labels = rows.map(row => wrapText(row.label, { width: pictureHeight(row.cells[0].picture, cellWidth) }))
  const labelsWidth = mostLines(labels) * textLine + 2
  const left = (column: number) => margin + labelsWidth + column * (cellWidth + gap)
  const elements = titles.flatMap((lines, column) => {
    const y = margin - 3 + (mostLines(titles) - lines.length + 1) * textLine
    return textLines(lines, { x: left(column) + cellWidth / 2, y, anchor: 'middle', bold: true })
  })
  let top = margin + 2 + mostLines(titles) * textLine
  for (const [index, row] of rows.entries()) {
    const middle = top + pictureHeight(row.cells[0].picture, cellWidth) / 2
    elements.push(...labelLines(labels[index], { right: margin + labelsWidth - 5, y: round(middle) }))
    for (const [column, cell] of row.cells.entries()) {
      const place = { x: left(column), y: top, width: cellWidth }
      elements.push(...(await cellElements(cell, row.zooms ?? [], { place, quality })))
    }
    top = round(top + rowHeight(row, cellWidth) + gap)
  }
  const width = left(columns.length) - gap + margin
  const notes = wrapText(note, { width: width - left(0) - margin })
  elements.push(...textLines(notes, { x: left(0), y: top + 7 }))
  top += notes.length * textLine + 2
  if (scale) elements.push(...scaleElements(scale, { x: left(0), y: top }))
  return svgDocument(width, round(top + (scale ? line : 0) + margin - 2), elements)
}

function mostLines(texts: readonly (readonly string[])[]): number {
  return Math.max(...texts.map(lines => lines.length))
}

/** Lines below each other. */
function textLines(lines: readonly string[], { y, ...options }: SvgTextOptions): string[] {
  return lines.map((text, index) => svgText(text, { ...options, y: round(y + index * textLine) }))
}

/** Upward lines beside each other, the last one with its baseline at `right`. */
function labelLines(lines: readonly string[], { right, y }: { right: number; y: number }): string[] {
  return lines.map((text, index) => {
    return svgText(text, { x: right - (lines.length - 1 - index) * textLine, y, anchor: 'middle', upward: true })
  })
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
  { place: { x, y, width }, quality }: { place: Omit<Box, 'height'>; quality: ImageQuality },
): Promise<string[]> {
  const box = { x, y, width, height: pictureHeight(picture, width) }
  const side = zoomSide(zooms.length, width)
  const elements = [await svgImage(picture, box, { ...quality, pixelated })]
  for (const [index, zoom] of zooms.entries()) {
    const scale = width / picture.width
    const place = { x: x + zoom.x * scale, y: y + zoom.y * scale, width: zoom.side * scale, height: zoom.side * scale }
    const larger = { x: x + index * (side + 3), y: y + box.height + 3, width: side, height: side }
    const part = { x: zoom.x, y: zoom.y, width: zoom.side, height: zoom.side }
    elements.push(
      frame(place, index),
      await svgImage(picture, larger, { ...quality, part, pixelated: true }),
      frame(larger, index),
    )
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
