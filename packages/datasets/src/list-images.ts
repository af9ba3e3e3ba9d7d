import { stat } from 'node:fs/promises'
import { extname } from 'node:path'
import { DataError, UsageError } from '@dfpir/core'
import { readFailure, walkFolder } from '@dfpir/core/node'
import { readableExtensions } from '@dfpir/images'

export interface ListImagesOptions {
  /**
   * The extensions of images, without the dot; upper and lower case are equal.
   *
   * @default the extensions of all formats that can be decoded
   */
  extensions?: readonly string[]
}

/**
 * Lists the images in a folder and its subfolders, as relative paths with `/` separators, in natural order. Follows
 * links and skips hidden files and folders.
 *
 * @throws UsageError when there is no such folder, or it is a file.
 * @throws DataError if it contains no image, or it or a subfolder cannot be read
 */
export async function listImages(folder: string, options: ListImagesOptions = {}): Promise<string[]> {
  const extensions = (options.extensions ?? readableExtensions).map(extension => `.${extension.toLowerCase()}`)
  await requireFolder(folder)
  const { files, unreadable } = walkFolder(folder)
  for (const { folder: path, cause } of unreadable) throw readFailure(path, cause)
  const names = files.filter(name => extensions.includes(extname(name).toLowerCase()))
  if (names.length > 0) return names
  throw new DataError(`expected images in ${folder}, found none among its ${files.length} files`, {
    hint: `Supported extensions, also in subfolders: ${extensions.join(', ')}`,
  })
}

/** @throws UsageError if the folder does not exist or is a file; DataError if it cannot be accessed */
export async function requireFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT' && cause.code !== 'ENOTDIR') throw readFailure(folder, cause)
  })
  if (!found) throw new UsageError(`there is no folder ${folder}`, { hint: 'Check the path; it is case-sensitive.' })
  if (!found.isDirectory()) {
    throw new UsageError(`expected a folder of images, but ${folder} is a file`, {
      hint: 'Use the folder that contains the file.',
    })
  }
}
