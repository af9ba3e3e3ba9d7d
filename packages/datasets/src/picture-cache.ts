import type { GreyPicture, RgbPicture } from '@dfpir/images'
import { readGrey, readPicture } from './read-picture.js'

/** Room for BSD400 six times over. */
const defaultBytes = 2 ** 30

/**
 * Decoded pictures by path, up to a number of bytes; the ones used longest ago go first. A picture that is asked for
 * twice at once is read once. A picture larger than the whole limit is handed out and not kept.
 */
export class PictureCache {
  private readonly kept = new Map<string, RgbPicture | GreyPicture>()
  private readonly underway = new Map<string, Promise<RgbPicture | GreyPicture>>()
  private used = 0

  constructor(private readonly limit = defaultBytes) {}

  /** Bytes of samples that are held now. */
  get bytes(): number {
    return this.used
  }

  /**
   * The picture at a path, from memory or from its file. Shared: its samples must not be changed.
   *
   * @throws DataError when the file cannot be read; asking again reads it again.
   */
  get(path: string): Promise<RgbPicture> {
    return this.keptOr(`rgb:${path}`, () => readPicture(path))
  }

  /** The same without colours ({@link readGrey}), in a third of the room. */
  grey(path: string): Promise<GreyPicture> {
    return this.keptOr(`grey:${path}`, () => readGrey(path))
  }

  /** A key is always read in the same way, so what is kept under it is of that type. */
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
