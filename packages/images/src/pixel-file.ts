import { writeSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { type Picture, ResourceBase } from '@dfpir/core'
import { emptyPicture, type PictureShape } from './picture.js'
import { checkRows } from './rows.js'
import { temporaryFileError } from './temporary-folder.js'

export interface PixelLayout extends PictureShape {
  /** The offset of the first row in the file. */
  readonly offset: number
}

/** The samples of a picture in a file, row by row without gaps, in the machine's byte order. */
export class PixelFile extends ResourceBase {
  private constructor(
    private readonly file: FileHandle,
    readonly layout: PixelLayout,
  ) {
    super()
  }

  static async open(path: string, layout: PixelLayout, flags: 'r' | 'w+' = 'r'): Promise<PixelFile> {
    const file = await open(path, flags, 0o600).catch((cause: unknown) => {
      throw temporaryFileError(cause)
    })
    return new PixelFile(file, layout)
  }

  async readRows(top: number, count: number): Promise<Picture> {
    checkRows(this.layout.height, top, count)
    const rows = emptyPicture({ ...this.layout, height: count })
    const bytes = new Uint8Array(rows.data.buffer)
    for (let done = 0; done < bytes.length; ) {
      const { bytesRead } = await this.file.read(bytes, done, bytes.length - done, this.start(top) + done)
      if (bytesRead === 0) throw temporaryFileError(new Error('a file was truncated'))
      done += bytesRead
    }
    return rows
  }

  async writeRows(top: number, rows: Picture): Promise<void> {
    const { buffer, byteOffset, byteLength } = rows.data
    await this.write(new Uint8Array(buffer, byteOffset, byteLength), this.start(top))
  }

  /**
   * Writes columns in their full height. Synchronous, because many small writes take far longer with a promise each.
   */
  writeColumns(left: number, columns: Picture): void {
    const { width, height, data } = columns
    const stride = width * this.layout.channels * (this.layout.depth / 8)
    const indent = (this.start(1) - this.start(0)) * (left / this.layout.width)
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    try {
      for (let y = 0; y < height; y++) writeSync(this.file.fd, bytes, y * stride, stride, this.start(y) + indent)
    } catch (cause) {
      throw temporaryFileError(cause)
    }
  }

  /** Writes bytes at an offset of the file. */
  async write(bytes: Uint8Array, position: number): Promise<void> {
    try {
      for (let done = 0; done < bytes.length; ) {
        done += (await this.file.write(bytes, done, bytes.length - done, position + done)).bytesWritten
      }
    } catch (cause) {
      throw temporaryFileError(cause)
    }
  }

  /** The offset of a row in the file. The row after the last gives the end of the pixels. */
  start(row: number): number {
    const { width, channels, depth, offset } = this.layout
    return offset + row * width * channels * (depth / 8)
  }

  protected free(): Promise<void> {
    return this.file.close()
  }
}
