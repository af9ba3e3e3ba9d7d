import { PictureCache, readPicture } from '@dfpir/datasets'
import { type GreyPicture, type RgbPicture, rgbPicture, shrinkPicture } from '@dfpir/images'
import type { TrainingFiles } from './training-folders.js'

/** Maximum side of stored photographs; samples are smaller. */
const longestSide = 1200

/** The pictures that samples are made from, cached after reading. */
export class PictureFiles {
  private readonly photographs = new Map<string, Promise<RgbPicture>>()
  private readonly cache = new PictureCache(2 ** 28)

  constructor(readonly paths: TrainingFiles) {}

  photograph(path: string): Promise<RgbPicture> {
    const kept = this.photographs.get(path) ?? this.read(path)
    this.photographs.set(path, kept)
    return kept
  }

  grey(path: string): Promise<GreyPicture> {
    return this.cache.grey(path)
  }

  private async read(path: string): Promise<RgbPicture> {
    const { width, height, data } = await shrinkPicture(await readPicture(path), longestSide)
    return rgbPicture(width, height, data as Uint8Array)
  }
}
