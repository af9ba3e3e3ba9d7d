import { extname } from 'node:path'
import { EnvironmentError, UsageError } from '@dfpir/core'
import { writeFileAtomic } from '@dfpir/core/node'
import type { FigureSpec } from './figure-spec.js'
import { renderSvg } from './render-svg.js'

/** What figures are written as. */
export type FigureFormat = 'svg' | 'png'

/** Pixels per point in PNG files: 360 dpi. */
export const pixelsPerPoint = 5

/**
 * The format that a path's extension says.
 *
 * @throws UsageError for any but `.svg` and `.png`.
 */
export function figureFormat(path: string): FigureFormat {
  const extension = extname(path).toLowerCase()
  if (extension === '.svg' || extension === '.png') return extension === '.svg' ? 'svg' : 'png'
  const got = extension === '' ? 'no extension' : extension
  throw new UsageError(`cannot write the figure ${path}: expected .svg or .png, got ${got}`, {
    hint: 'Name a file that ends in .svg (for papers) or .png.',
  })
}

/**
 * Writes a figure as SVG or PNG (360 dpi), as the path's extension says, whole or not at all.
 *
 * @throws UsageError for another extension, EnvironmentError when the file cannot be written.
 */
export async function writeFigure(path: string, spec: FigureSpec): Promise<void> {
  const format = figureFormat(path)
  const svg = await renderSvg(spec)
  await writeFileAtomic(path, format === 'svg' ? svg : await toPng(svg))
}

async function toPng(svg: string): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp').catch((cause: unknown) => {
    throw new EnvironmentError('sharp, which draws PNG files, cannot be loaded', {
      cause,
      hint: 'Write the figure as .svg, or install again with optional dependencies: sharp brings its binaries as such.',
    })
  })
  const density = 72 * pixelsPerPoint
  return sharp(Buffer.from(svg), { density, limitInputPixels: false }).withMetadata({ density }).png().toBuffer()
}
