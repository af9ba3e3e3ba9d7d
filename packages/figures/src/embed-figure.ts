import { readFile, stat } from 'node:fs/promises'
import { DataError, UsageError } from '@dfpir/core'
import { readFailure } from '@dfpir/core/node'
import type { Figure } from './figure-spec.js'
import { loadSharp } from './load-sharp.js'
import { renderSvg } from './render-svg.js'
import { figureFormat } from './write-figure.js'

/** A figure for an `img` element, in which an SVG file runs no scripts and loads nothing. */
export interface EmbeddedFigure {
  /** A data URI. */
  readonly source: string
  /** In points. */
  readonly width: number
}

/** The size limit of figures. */
const largestBytes = 2 ** 25

/** Renders a figure for a page. */
export async function embedFigure(figure: Figure): Promise<EmbeddedFigure> {
  return embedBytes(Buffer.from(await renderSvg(figure)), 'image/svg+xml')
}

/**
 * Reads a figure file for a page.
 *
 * @throws UsageError for an extension other than `.svg` and `.png`
 * @throws DataError for a file that cannot be read, is too large, or is not a picture
 */
export async function readFigure(path: string): Promise<EmbeddedFigure> {
  const format = figureFormat(path)
  if (format === 'pdf') throw new UsageError(`a page cannot show the figure ${path}: expected .svg or .png, got .pdf`)
  const type = format === 'svg' ? 'image/svg+xml' : 'image/png'
  const { size } = await stat(path).catch(cause => {
    throw readFailure(path, cause)
  })
  if (size > largestBytes) throw new DataError(`${path} has ${size} bytes, more than the limit of ${largestBytes}`)
  const bytes = await readFile(path).catch(cause => {
    throw readFailure(path, cause)
  })
  return embedBytes(bytes, type).catch((cause: unknown) => {
    throw cause instanceof DataError ? cause : new DataError(`${path} is not a valid picture`, { cause })
  })
}

async function embedBytes(bytes: Buffer, type: string): Promise<EmbeddedFigure> {
  const sharp = await loadSharp()
  const { format, width, density = 72 } = await sharp(bytes, { limitInputPixels: false }).metadata()
  if (!type.startsWith(`image/${format}`)) throw new Error(`expected ${type}, got ${format}`)
  return { source: `data:${type};base64,${bytes.toString('base64')}`, width: (width * 72) / density }
}
