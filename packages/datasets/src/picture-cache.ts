import type { RgbPicture } from '@dfpir/degradations'
import { readPicture } from './read-picture.js'

/** Room for BSD400 six times over. */
const defaultBytes = 2 ** 30

/**
 * Decoded pictures by path, up to a number of bytes; the ones used longest ago go first. A picture that is asked for
 * twice at once is read once. A picture larger than the whole limit is handed out and not kept.
 */
export class PictureCache {
  private readonly kept = new Map<string, RgbPicture>()
  private readonly underway = new Map<string, Promise<RgbPicture>>()
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
  async get(path: string): Promise<RgbPicture> {
    const picture = this.kept.get(path)
    if (!picture) return this.underway.get(path) ?? this.read(path)
    this.kept.delete(path)
    this.kept.set(path, picture)
    return picture
  }

  private read(path: string): Promise<RgbPicture> {
    const reading = readPicture(path)
      .then(picture => {
        this.keep(path, picture)
        return picture
      })
      .finally(() => this.underway.delete(path))
    this.underway.set(path, reading)
    return reading
  }

  private keep(path: string, picture: RgbPicture): void {
    if (picture.data.length > this.limit) return
    this.kept.set(path, picture)
    this.used += picture.data.length
    for (const [oldest, { data }] of this.kept) {
      if (this.used <= this.limit) return
      this.kept.delete(oldest)
      this.used -= data.length
    }
  }
}
