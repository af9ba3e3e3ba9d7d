import { stat } from 'node:fs/promises'
import { extname } from 'node:path'
import { DataError, UsageError } from '@dfpir/core'
import { readFailure, walkFolder } from '@dfpir/core/node'
import { readableExtensions } from '@dfpir/images'

export interface ListImagesOptions {
  /**
   * File extensions that count as images: without the dot, in any case.
   *
   * @default the extensions of all formats that can be decoded
   */
  extensions?: readonly string[]
}

/**
 * The images in a folder and in the folders below it, as paths relative to it with `/` between their parts, in natural
 * order. Links are followed; hidden files and folders are left out.
 *
 * @throws UsageError when there is no such folder, or it is a file.
 * @throws DataError when it holds no image, or it or a folder below it cannot be read.
 */
export async function listImages(folder: string, options: ListImagesOptions = {}): Promise<string[]> {
  const extensions = (options.extensions ?? readableExtensions).map(extension => `.${extension.toLowerCase()}`)
  await requireFolder(folder)
  const { files, unreadable } = walkFolder(folder)
  for (const { folder: path, cause } of unreadable) throw readFailure(path, cause)
  const names = files.filter(name => extensions.includes(extname(name).toLowerCase()))
  if (names.length > 0) return names
  throw new DataError(`expected images in ${folder}, found none among its ${files.length} files`, {
    hint: `Files that end in ${extensions.join(', ')} are looked for, in the folders below as well.`,
  })
}

/** @throws UsageError when there is no such folder, or it is a file; DataError when that cannot be told. */
export async function requireFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT' && cause.code !== 'ENOTDIR') throw readFailure(folder, cause)
  })
  if (!found) throw new UsageError(`there is no folder ${folder}`, { hint: 'Check the path; it is case-sensitive.' })
  if (!found.isDirectory()) {
    throw new UsageError(`expected a folder of images, but ${folder} is a file`, {
      hint: 'Give the folder that the file lies in.',
    })
  }
}
