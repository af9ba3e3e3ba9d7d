import { join } from 'node:path'
import type { RgbPicture } from '@dfpir/images'
import { type ListImagesOptions, listImages } from './list-images.js'
import { PictureCache } from './picture-cache.js'

export interface CleanFolderOptions extends ListImagesOptions {
  /** Where decoded pictures are kept; give several folders the same one to share its limit. */
  cache?: PictureCache
}

/** Clean photographs, read when they are asked for. */
export interface CleanFolder {
  readonly folder: string
  /** Paths below the folder. */
  readonly names: readonly string[]
  /** The full path of a photograph. */
  path(index: number): string
  /** @throws DataError when the file cannot be read as an image. */
  picture(index: number): Promise<RgbPicture>
}

/**
 * Opens a folder of clean photographs, in natural order; folders below it belong to it. Nothing is decoded yet.
 *
 * @throws UsageError when there is no such folder.
 * @throws DataError when it holds no image.
 */
export async function openCleanFolder(folder: string, options: CleanFolderOptions = {}): Promise<CleanFolder> {
  return cleanFolder(folder, await listImages(folder, options), options.cache)
}

/** Photographs of a folder by their paths below it. */
export function cleanFolder(folder: string, names: readonly string[], cache = new PictureCache()): CleanFolder {
  const path = (index: number) => join(folder, names[index])
  return { folder, names, path, picture: index => cache.get(path(index)) }
}
