import { EnvironmentError } from '@dfpir/core'
import { writeFileAtomic } from '@dfpir/core/node'
import { svgText } from '@dfpir/figures'
import { centerCrop, formatOfPath, type RgbPicture } from '@dfpir/images'
import type { OverlayOptions } from 'sharp'

/** The sides of a cell's picture, in pixels. */
const side = 256

/** The height of a line of text, and what is left free around cells, in pixels. */
const line = 20
const gap = 8

/** More rows than these are not shown. */
const mostRows = 24

/**
 * A grid of pictures: a row for each photograph, with the clean one and then its degraded copies. Of each the middle is
 * shown, pixel by pixel, since noise and streaks would vanish in a smaller copy.
 */
export class ContactSheet {
  private readonly overlays: OverlayOptions[] = []
  private readonly texts: string[] = []
  private rows = 0

  /** @param labels what the copies show; the first column is that of the clean pictures. */
  constructor(private readonly labels: readonly string[]) {
    for (const [column, label] of ['clean', ...labels].entries()) this.write(label, column, 0)
  }

  /** Adds a row, for the first photographs; further ones are left out. */
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
   * @throws EnvironmentError when the codecs cannot be loaded or the file cannot be written.
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

/** The middle of a picture, or all of it where it is smaller than a cell. */
function middle(picture: RgbPicture): RgbPicture {
  return centerCrop(picture, { width: Math.min(picture.width, side), height: Math.min(picture.height, side) })
}
