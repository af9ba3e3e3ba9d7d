import { extname } from 'node:path'
import { UsageError } from '@dfpir/core'
import { writeFileAtomic } from '@dfpir/core/node'
import type { Figure } from './figure-spec.js'
import { loadSharp } from './load-sharp.js'
import { renderSvg } from './render-svg.js'

/** The file formats of figures. */
export type FigureFormat = 'svg' | 'png'

/** Pixels per point in PNG files: 360 dpi. */
export const pixelsPerPoint = 5

/**
 * The format of a path, by its extension.
 *
 * @throws UsageError for extensions other than `.svg` and `.png`
 */
export function figureFormat(path: string): FigureFormat {
  const extension = extname(path).toLowerCase()
  if (extension === '.svg' || extension === '.png') return extension === '.svg' ? 'svg' : 'png'
  const got = extension === '' ? 'no extension' : extension
  throw new UsageError(`cannot write the figure ${path}: expected .svg or .png, got ${got}`, {
    hint: 'Use a file name that ends in .svg (for papers) or .png.',
  })
}

/**
 * Writes a figure as SVG or PNG (360 dpi), depending on the path's extension, completely or not at all.
 *
 * @throws UsageError for another extension, EnvironmentError if the file cannot be written
 */
export async function writeFigure(path: string, figure: Figure): Promise<void> {
  const format = figureFormat(path)
  const svg = await renderSvg(figure)
  await writeFileAtomic(path, format === 'svg' ? svg : await toPng(svg))
}

async function toPng(svg: string): Promise<Uint8Array> {
  const sharp = await loadSharp()
  const density = 72 * pixelsPerPoint
  return sharp(Buffer.from(svg), { density, limitInputPixels: false }).withMetadata({ density }).png().toBuffer()
}
