import { readdir, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { EnvironmentError } from '@dfpir/core'
import { cacheDirectory, checkInstalledFolder } from '@dfpir/core/node'
import type { LibrarySource } from './wheel.js'

/** A native library on this machine. */
export interface Installation {
  /** Its version; `unknown` for a folder that does not say. */
  readonly version: string
  /** Which build of that version, such as `cuda`; undefined for the ordinary one and for one of the user's own. */
  readonly variant?: string
  /** The folder that holds the libraries. */
  readonly path: string
  /** Named by the environment variable, or installed into the per-user cache. */
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

/** Where installations of all versions lie, and where they are prepared. */
export function installationRoot({ folder }: LibrarySource): string {
  return join(cacheDirectory(), folder)
}

/**
 * The library that would be used: in the folder that its environment variable names, else in the per-user cache.
 * Undefined when there is none, or when the one in the cache is damaged (a file missing or of the wrong size).
 *
 * @throws EnvironmentError when the environment variable is set to something that is no such folder.
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

/** True when headers lie beside the libraries; the first that the source's wheels list stands for all. */
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
    hint: `Point it to a folder with ${name} or to an unpacked wheel, or unset it and run: ${setup}`,
  })
}

/** For a wheel that keeps libraries in `openvino/libs`: that folder within the named one, `libs`, and itself. */
function insideFolders({ wheels }: LibrarySource): string[] {
  const parts = Object.values(wheels)[0].folder.split('/')
  return Array.from({ length: parts.length + 1 }, (_, kept) => parts.slice(parts.length - kept).join('/'))
}

/** The paths of the libraries in a folder; undefined unless all are there. */
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
