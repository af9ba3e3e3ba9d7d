import type { GreyPicture, RgbPicture } from '@dfpir/images'
import { readGrey, readPicture } from './read-picture.js'

/** Room for BSD400 six times over. */
const defaultBytes = 2 ** 30

/**
 * Caches decoded pictures by path, up to a number of bytes, and evicts the least recently used first. Concurrent
 * requests for a picture read it once. A picture larger than the limit is returned but not cached.
 */
export class PictureCache {
  private readonly kept = new Map<string, RgbPicture | GreyPicture>()
  private readonly underway = new Map<string, Promise<RgbPicture | GreyPicture>>()
  private used = 0

  constructor(private readonly limit = defaultBytes) {}

  /** Bytes of the cached samples. */
  get bytes(): number {
    return this.used
  }

  /**
   * Returns the picture at a path, from memory or from its file. It is shared, so do not change its samples.
   *
   * @throws DataError if the file cannot be read; the next call tries again
   */
  get(path: string): Promise<RgbPicture> {
    return this.keptOr(`rgb:${path}`, () => readPicture(path))
  }

  /** The same in grey ({@link readGrey}), in a third of the memory. */
  grey(path: string): Promise<GreyPicture> {
    return this.keptOr(`grey:${path}`, () => readGrey(path))
  }

  /** A key is always read in the same way, so its cached picture has that type. */
  private async keptOr<P extends RgbPicture | GreyPicture>(key: string, read: () => Promise<P>): Promise<P> {
    const picture = this.kept.get(key)
    if (!picture) return (this.underway.get(key) ?? this.read(key, read)) as Promise<P>
    this.kept.delete(key)
    this.kept.set(key, picture)
    return picture as P
  }

  private read<P extends RgbPicture | GreyPicture>(key: string, read: () => Promise<P>): Promise<P> {
    const reading = read()
      .then(picture => {
        this.keep(key, picture)
        return picture
      })
      .finally(() => this.underway.delete(key))
    this.underway.set(key, reading)
    return reading
  }

  private keep(key: string, picture: RgbPicture | GreyPicture): void {
    if (picture.data.byteLength > this.limit) return
    this.kept.set(key, picture)
    this.used += picture.data.byteLength
    for (const [oldest, { data }] of this.kept) {
      if (this.used <= this.limit) return
      this.kept.delete(oldest)
      this.used -= data.byteLength
    }
  }
}
