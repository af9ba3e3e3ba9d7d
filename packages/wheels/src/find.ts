import { readdir, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { EnvironmentError } from '@dfpir/core'
import { cacheDirectory, checkInstalledFolder } from '@dfpir/core/node'
import type { LibrarySource } from './wheel.js'

/** A native library on this machine. */
export interface Installation {
  /** Its version; `unknown` if the folder does not contain it. */
  readonly version: string
  /** The build of that version, such as `cuda`; undefined for the ordinary build and for the user's own. */
  readonly variant?: string
  /** The folder that holds the libraries. */
  readonly path: string
  /** Whether the environment variable names it, or it is installed in the per-user cache. */
  readonly source: 'environment' | 'cache'
  /** The files to load, in this order. */
  readonly libraries: readonly string[]
}

/** The folder of the cache that `installLibrary` fills for this machine. */
export function installationFolder(source: LibrarySource): string {
  const { version, variant } = source
  const build = variant === undefined ? version : `${version}-${variant}`
  return join(installationRoot(source), `${build}-${process.platform}-${process.arch}`)
}

/** The folder for installations of all versions, and for their preparation. */
export function installationRoot({ folder }: LibrarySource): string {
  return join(cacheDirectory(), folder)
}

/**
 * Finds the library that dfpir would use: in the folder that its environment variable names, else in the per-user
 * cache. Undefined if there is none, or if the one in the cache is damaged (a file is missing or has the wrong size).
 *
 * @throws EnvironmentError if the environment variable names a folder without the library
 */
export async function findLibrary(source: LibrarySource): Promise<Installation | undefined> {
  const named = process.env[source.variable]
  if (named) return findInFolder(source, resolve(named))
  const folder = installationFolder(source)
  const checked = await checkInstalledFolder(folder)
  const path = join(folder, Object.values(source.wheels)[0].place ?? '')
  const libraries = checked.state === 'ready' ? await locate(source, path) : undefined
  const { version, variant } = source
  return libraries && { version, variant, path, source: 'cache', libraries }
}

/** True if the headers are installed beside the libraries. Checks only the first header in the source's list. */
export async function hasHeaders({ wheels }: LibrarySource, { path }: Installation): Promise<boolean> {
  const [first] = Object.values(wheels)[0].headers ?? []
  return first === undefined || (await fileSize(join(path, first.name))) > 0
}

async function findInFolder(source: LibrarySource, folder: string): Promise<Installation> {
  for (const path of insideFolders(source).map(inside => join(folder, inside))) {
    const libraries = await locate(source, path)
    if (libraries) return { version: await versionBeside(source, path), path, source: 'environment', libraries }
  }
  const { name, variable, setup } = source
  throw new EnvironmentError(`${variable} is ${folder}, which has no ${source.libraries.join(' and ')}`, {
    hint: `Set it to a folder with ${name} or to an unpacked wheel, or unset it and run: ${setup}`,
  })
}

/** The folders to search. For a wheel with libraries in `openvino/libs`: that path, `libs`, and the folder itself. */
function insideFolders({ wheels }: LibrarySource): string[] {
  const parts = Object.values(wheels)[0].folder.split('/')
  return Array.from({ length: parts.length + 1 }, (_, kept) => parts.slice(parts.length - kept).join('/'))
}

/** The paths of the libraries in a folder; undefined unless all exist. */
async function locate({ libraries }: LibrarySource, folder: string): Promise<string[] | undefined> {
  const names = await readdir(folder).catch(() => [])
  const found = libraries.map(library => names.filter(name => isLibrary(name, library)).sort()[0])
  const paths = found.filter(name => name !== undefined).map(name => join(folder, name))
  const sizes = await Promise.all(paths.map(fileSize))
  return paths.length === libraries.length && sizes.every(size => size > 0) ? paths : undefined
}

/** `libx.so`, `libx.so.2`, `libx.dylib`, `libx.2.dylib`. */
function isLibrary(file: string, library: string): boolean {
  return file.startsWith(`${library}.`) && /\.so(\.[\d.]+)?$|\.dylib$/.test(file)
}

/** An unpacked wheel has a `package-VERSION.dist-info` beside its `package` folder. */
async function versionBeside({ wheels }: LibrarySource, path: string): Promise<string> {
  const wanted = Object.values(wheels)[0].package.split('-')[0]
  for (const folder of [path, dirname(path), dirname(dirname(path))]) {
    for (const name of await readdir(folder).catch(() => [])) {
      const [, found, version] = /^([a-z]+)(?:_\w+)?-(\d[^-]*)\.dist-info$/.exec(name) ?? []
      if (found === wanted) return version
    }
  }
  return 'unknown'
}

async function fileSize(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined)
  return found?.isFile() ? found.size : 0
}
