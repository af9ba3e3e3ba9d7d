import { type Dirent, existsSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { sortNaturally } from './natural-order.js'

export interface WalkOptions {
  /**
   * The number of levels to visit, including the first folder.
   *
   * @default Infinity
   */
  depth?: number
  /** The real path of a folder to skip. */
  without?: string
}

/** The contents of a folder. */
export interface Walked {
  /** Paths of files, relative to the folder, with slashes, in natural order. */
  readonly files: readonly string[]
  /** Folders and links that could not be read, with the causes. */
  readonly unreadable: readonly { readonly folder: string; readonly cause: unknown }[]
}

/**
 * Lists the files below a folder. Skips hidden files and folders. Follows links, but visits each folder once, so
 * circular links are harmless. A missing folder counts as empty.
 */
export function walkFolder(root: string, { depth = Number.POSITIVE_INFINITY, without }: WalkOptions = {}): Walked {
  const files: string[] = []
  const unreadable: { folder: string; cause: unknown }[] = []
  const visited = new Set(without === undefined ? [] : [without])

  const reading = (folder: string, read: () => void) => {
    try {
      read()
    } catch (cause) {
      unreadable.push({ folder, cause })
    }
  }
  const visit = (below: string, level: number) => {
    const real = realpathSync(join(root, below))
    if (visited.has(real)) return
    visited.add(real)
    for (const entry of listing(real)) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`
      reading(join(root, path), () => {
        if (!isFolder(entry, join(root, path))) files.push(path)
        else if (level < depth) visit(path, level + 1)
      })
    }
  }
  if (existsSync(root)) reading(root, () => visit('', 1))
  return { files: sortNaturally(files), unreadable }
}

function listing(folder: string): Dirent[] {
  return readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !name.startsWith('.'))
}

function isFolder(entry: Dirent, path: string): boolean {
  if (!entry.isSymbolicLink()) return entry.isDirectory()
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
