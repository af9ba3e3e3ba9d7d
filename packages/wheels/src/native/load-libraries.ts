import { EnvironmentError } from '@dfpir/core'
import koffi, { type LibraryHandle } from 'koffi'
import type { Installation } from '../find.js'
import type { LibrarySource } from '../wheel.js'
import { systemLibrary } from './system-library.js'

/**
 * Loads a library into this process until it ends. Loading the same files again costs nothing.
 *
 * @throws EnvironmentError if the system cannot load the files
 */
export function loadLibraries(source: LibrarySource, { path, libraries, ...found }: Installation): LibraryHandle[] {
  try {
    return libraries.map(loadForever)
  } catch (cause) {
    const { name, variable, setup } = source
    const other = `Set ${variable} to another folder, or unset it`
    const hint = `${found.source === 'cache' ? 'Remove that folder' : other} and run: ${setup}`
    throw new EnvironmentError(`cannot load ${name} from ${path}: ${(cause as Error).message}`, { cause, hint })
  }
}

/** Koffi unloads libraries that it no longer needs, but exit handlers and threads of large ones do not survive that. */
function loadForever(path: string): LibraryHandle {
  const dlopen: (path: string, flags: number) => bigint | null = systemLibrary().func('dlopen', 'void *', [
    'str',
    'int',
  ])
  const handle = koffi.load(path, { global: true })
  dlopen(path, 1) // RTLD_LAZY; this reference is never released
  return handle
}
