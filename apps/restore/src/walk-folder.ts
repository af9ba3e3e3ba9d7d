import { type Dirent, existsSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'

export interface WalkOptions {
  /** How many folders deep, the first one included. Default: all. */
  depth?: number
  /** A folder that is left out, as its real path. */
  without?: string
}

/** What was found below a folder. */
export interface Walked {
  /** Paths of files, relative to the folder, with slashes; by name, numbers by their value. */
  readonly files: readonly string[]
  /** Folders, and links, that could not be read, and why. */
  readonly unreadable: readonly { readonly folder: string; readonly cause: unknown }[]
}

/**
 * The files below a folder. Hidden files and folders are left out, links are followed, and every folder is taken once, so
 * that links cannot lead in circles. Nothing is below a folder that does not exist.
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
  return { files, unreadable }
}

function listing(folder: string): Dirent[] {
  const entries = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !name.startsWith('.'))
  return entries.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
}

function isFolder(entry: Dirent, path: string): boolean {
  if (!entry.isSymbolicLink()) return entry.isDirectory()
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
