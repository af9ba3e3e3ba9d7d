import { readdir, stat } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { DataError, UsageError } from '@dfpir/core'
import { readFailure } from '@dfpir/core/node'
import { readableExtensions } from '@dfpir/images'
import { sortNaturally } from './natural-order.js'

export interface ListImagesOptions {
  /** Which file extensions count as images, without their dot, in any case: those that can be decoded unless given. */
  extensions?: readonly string[]
}

/**
 * The images in a folder and in the folders below it, as paths relative to it with `/` between their parts, in natural
 * order. Hidden files and folders are left out.
 *
 * @throws UsageError when there is no such folder, or it is a file.
 * @throws DataError when it holds no image, or it or a folder below it cannot be read.
 */
export async function listImages(folder: string, options: ListImagesOptions = {}): Promise<string[]> {
  const extensions = (options.extensions ?? readableExtensions).map(extension => `.${extension.toLowerCase()}`)
  await requireFolder(folder)
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(cause => {
    throw readFailure(cause.path ?? folder, cause)
  })
  const names = entries
    .filter(entry => !entry.isDirectory() && extensions.includes(extname(entry.name).toLowerCase()))
    .map(entry => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter(name => !name.split('/').some(part => part.startsWith('.')))
  if (names.length > 0) return sortNaturally(names)
  throw new DataError(`expected images in ${folder}, found none among its ${entries.length} entries`, {
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
