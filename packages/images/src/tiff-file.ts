import { join } from 'node:path'
import { ResourceBase } from '@dfpir/core'
import type { WrappedPicture } from './encoder.js'
import type { PictureShape } from './picture.js'
import type { PictureMetadata } from './picture-info.js'
import { PixelFile } from './pixel-file.js'
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.js'
import { wrapInTiff, wrappedOffset } from './tiff-wrapper.js'

/** A temporary file of samples that becomes a TIFF for libvips to read. */
export class TiffFile extends ResourceBase {
  private constructor(
    private readonly folder: TemporaryFolder,
    readonly pixels: PixelFile,
  ) {
    super()
  }

  static async create(layout: PictureShape): Promise<TiffFile> {
    const folder = await temporaryFolder()
    try {
      return new TiffFile(folder, await PixelFile.open(pathIn(folder), { ...layout, offset: wrappedOffset }, 'w+'))
    } catch (error) {
      await folder.dispose()
      throw error
    }
  }

  /** Completes the file after all rows are written. */
  async wrap(metadata: PictureMetadata): Promise<WrappedPicture> {
    const { layout } = this.pixels
    const { head, tail } = wrapInTiff(layout, metadata)
    await this.pixels.write(head, 0)
    await this.pixels.write(tail, this.pixels.start(layout.height))
    return { source: pathIn(this.folder), layout, metadata }
  }

  protected async free(): Promise<void> {
    await this.pixels.dispose()
    await this.folder.dispose()
  }
}

function pathIn(folder: TemporaryFolder): string {
  return join(folder.path, 'picture.tif')
}
