import { EnvironmentError } from '@dfpir/core'
import { writeFileAtomic } from '@dfpir/core/node'
import { svgText } from '@dfpir/figures'
import { centerCrop, formatOfPath, type RgbPicture } from '@dfpir/images'
import type { OverlayOptions } from 'sharp'

/** Height and width of the picture in a cell, in pixels. */
const side = 256

/** Height of a line of text, and margin around cells, in pixels. */
const line = 20
const gap = 8

/** Maximum number of rows. */
const mostRows = 24

/**
 * A grid of pictures with a row for each photograph: the clean picture, then its degraded copies. Each cell shows the
 * centre at full resolution, since noise and streaks would vanish in a reduced copy.
 */
export class ContactSheet {
  private readonly overlays: OverlayOptions[] = []
  private readonly texts: string[] = []
  private rows = 0

  /** @param labels labels of the degraded copies. The first column, for the clean pictures, needs none. */
  constructor(private readonly labels: readonly string[]) {
    for (const [column, label] of ['clean', ...labels].entries()) this.write(label, column, 0)
  }

  /** Adds a row, unless the sheet is full. */
  add(name: string, pictures: readonly RgbPicture[]): void {
    if (this.rows === mostRows) return
    const top = line + this.rows * (side + line + gap)
    for (const [column, picture] of pictures.entries()) {
      const { width, height, data } = middle(picture)
      this.overlays.push({
        input: Buffer.from(data.buffer),
        raw: { width, height, channels: 3 },
        left: leftOf(column),
        top,
      })
    }
    this.write(name, 0, top + side)
    this.rows++
  }

  /**
   * Writes the sheet, in the format of the path's extension.
   *
   * @throws EnvironmentError if the codecs cannot be loaded or the file cannot be written.
   */
  async save(path: string): Promise<void> {
    const { default: sharp } = await import('sharp').catch((cause: unknown) => {
      throw new EnvironmentError('the image codecs (sharp) cannot be loaded', { cause })
    })
    const width = leftOf(this.labels.length + 1)
    const height = line + this.rows * (side + line + gap)
    const size = `width="${width}" height="${height}" font-family="sans-serif"`
    const text = `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${this.texts.join('')}</svg>`
    const sheet = sharp({ create: { width, height, channels: 3, background: 'white' } })
      .composite([...this.overlays, { input: Buffer.from(text), left: 0, top: 0 }])
      .removeAlpha()
      .toFormat(formatOfPath(path))
    await writeFileAtomic(path, await sheet.toBuffer())
  }

  private write(text: string, column: number, top: number): void {
    this.texts.push(svgText(text, { x: leftOf(column), y: top + line - 6, size: 13 }))
  }
}

function leftOf(column: number): number {
  return gap + column * (side + gap)
}

/** Crops a picture to its centre. A picture smaller than a cell is not cropped. */
function middle(picture: RgbPicture): RgbPicture {
  return centerCrop(picture, { width: Math.min(picture.width, side), height: Math.min(picture.height, side) })
}
