import { DataError } from '@dfpir/core'
import { type ImageFormat, readPictureInfo } from '@dfpir/images'
import type { Size } from './pair-folder.js'

/** What the head of an image file says. */
export interface Head extends Size {
  readonly format: ImageFormat
}

/** The heads of files by their paths, or why they cannot be read. */
export type Heads = ReadonlyMap<string, Head | DataError>

export interface ReadHeadsOptions {
  /** Called after each file. */
  onProgress?(done: number, total: number): void
  /** Stops the reading, which then throws its reason. */
  signal?: AbortSignal
}

/** Files that are open at once. */
const filesAtOnce = 8

/** Reads the heads of image files, each file once, however often it is named. The pixels are not decoded. */
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

/** What an asynchronous function makes of each item, in order, no more than `limit` of them being under way at once. */
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
