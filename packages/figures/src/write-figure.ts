import { extname } from 'node:path'
import { UsageError } from '@dfpir/core'
import { writeFileAtomic } from '@dfpir/core/node'
import type { Figure } from './figure-spec.js'
import { loadSharp } from './load-sharp.js'
import { renderSvg } from './render-svg.js'
import { toPdf } from './to-pdf.js'

/** The file formats of figures. */
const figureFormats = ['svg', 'png', 'pdf'] as const
export type FigureFormat = (typeof figureFormats)[number]

/** Pixels per point in PNG files: 360 dpi. */
export const pixelsPerPoint = 5

/**
 * The format of a path, by its extension.
 *
 * @throws UsageError for extensions other than `.svg`, `.png` and `.pdf`
 */
export function figureFormat(path: string): FigureFormat {
  const extension = extname(path).toLowerCase()
  const format = figureFormats.find(each => extension === `.${each}`)
  if (format) return format
  const got = extension === '' ? 'no extension' : extension
  throw new UsageError(`cannot write the figure ${path}: expected .svg, .png or .pdf, got ${got}`, {
    hint: 'Use a file name that ends in .svg, .pdf (for papers) or .png.',
  })
}

/**
 * Writes a figure as SVG, PNG (360 dpi) or PDF, depending on the path's extension, completely or not at all.
 *
 * @throws UsageError for another extension, EnvironmentError if the file cannot be written
 */
export async function writeFigure(path: string, figure: Figure): Promise<void> {
  const encode = encoders[figureFormat(path)]
  await writeFileAtomic(path, await encode(await renderSvg(figure)))
}

const encoders: Readonly<Record<FigureFormat, (svg: string) => string | Promise<Uint8Array>>> = {
  svg: svg => svg,
  png: toPng,
  pdf: toPdf,
}

async function toPng(svg: string): Promise<Uint8Array> {
  const sharp = await loadSharp()
  const density = 72 * pixelsPerPoint
  return sharp(Buffer.from(svg), { density, limitInputPixels: false }).withMetadata({ density }).png().toBuffer()
}
