import { join } from 'node:path'
import type { RgbPicture } from '@dfpir/images'
import { type ListImagesOptions, listImages } from './list-images.js'
import { PictureCache } from './picture-cache.js'

export interface CleanFolderOptions extends ListImagesOptions {
  /** The cache for decoded pictures. Folders can share one, and its limit. */
  cache?: PictureCache
}

/** Clean photographs that are read on demand. */
export interface CleanFolder {
  readonly folder: string
  /** Paths relative to the folder. */
  readonly names: readonly string[]
  /** The full path of a photograph. */
  path(index: number): string
  /** @throws DataError if the file cannot be read as an image */
  picture(index: number): Promise<RgbPicture>
}

/**
 * Opens a folder of clean photographs, including its subfolders, in natural order. Decodes nothing yet.
 *
 * @throws UsageError if the folder does not exist
 * @throws DataError if it contains no image
 */
export async function openCleanFolder(folder: string, options: CleanFolderOptions = {}): Promise<CleanFolder> {
  return cleanFolder(folder, await listImages(folder, options), options.cache)
}

/** Photographs of a folder by their relative paths. */
export function cleanFolder(folder: string, names: readonly string[], cache = new PictureCache()): CleanFolder {
  const path = (index: number) => join(folder, names[index])
  return { folder, names, path, picture: index => cache.get(path(index)) }
}
