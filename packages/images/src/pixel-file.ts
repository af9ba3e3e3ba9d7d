import { writeSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { type Picture, ResourceBase } from '@dfpir/core'
import { emptyPicture, type PictureShape } from './picture.js'
import { checkRows } from './rows.js'
import { temporaryFileError } from './temporary-folder.js'

export interface PixelLayout extends PictureShape {
  /** Where the first row starts in the file. */
  readonly offset: number
}

/** The samples of a picture in a file, row by row without gaps, in the byte order of the machine. */
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
      if (bytesRead === 0) throw temporaryFileError(new Error('a file was cut off'))
      done += bytesRead
    }
    return rows
  }

  async writeRows(top: number, rows: Picture): Promise<void> {
    const { buffer, byteOffset, byteLength } = rows.data
    await this.write(new Uint8Array(buffer, byteOffset, byteLength), this.start(top))
  }

  /** Writes some columns in their full height: many small pieces, which take far longer one promise at a time. */
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

  /** Writes bytes at a place of the file. */
  async write(bytes: Uint8Array, position: number): Promise<void> {
    try {
      for (let done = 0; done < bytes.length; ) {
        done += (await this.file.write(bytes, done, bytes.length - done, position + done)).bytesWritten
      }
    } catch (cause) {
      throw temporaryFileError(cause)
    }
  }

  /** Where a row starts in the file; the row behind the last is where the pixels end. */
  start(row: number): number {
    const { width, channels, depth, offset } = this.layout
    return offset + row * width * channels * (depth / 8)
  }

  protected free(): Promise<void> {
    return this.file.close()
  }
}
