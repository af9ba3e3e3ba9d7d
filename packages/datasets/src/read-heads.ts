import { DataError } from '@dfpir/core'
import { type ImageFormat, readPictureInfo } from '@dfpir/images'
import type { Size } from './pair-folder.js'

/** The header of an image file. */
export interface Head extends Size {
  readonly format: ImageFormat
}

/** The headers of files by path, or the errors of unreadable files. */
export type Heads = ReadonlyMap<string, Head | DataError>

export interface ReadHeadsOptions {
  /** Called after each file. */
  onProgress?(done: number, total: number): void
  /** Stops reading; its reason is then thrown. */
  signal?: AbortSignal
}

/** The number of files open at once. */
const filesAtOnce = 8

/** Reads the headers of image files, each file only once. Does not decode pixels. */
export async function readHeads(
  paths: readonly string[],
  { onProgress, signal }: ReadHeadsOptions = {},
): Promise<Heads> {
  const distinct = [...new Set(paths)]
  let done = 0
  const heads = await mapLimited(distinct, filesAtOnce, async (path): Promise<[string, Head | DataError]> => {
    const head = await readHead(path)
    signal?.throwIfAborted()
    onProgress?.(++done, distinct.length)
    return [path, head]
  })
  return new Map(heads)
}

async function readHead(path: string): Promise<Head | DataError> {
  try {
    const { width, height, format } = await readPictureInfo(path)
    return { width, height, format }
  } catch (error) {
    if (error instanceof DataError) return error
    throw error
  }
}

/** Maps items with an asynchronous function, in order, with at most `limit` calls at once. */
export async function mapLimited<T, R>(
  items: readonly T[],
  limit: number,
  convert: (item: T) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length)
  const queue = items.entries() // shared: each worker takes the next
  const work = async () => {
    for (const [index, item] of queue) results[index] = await convert(item)
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work))
  return results
}
