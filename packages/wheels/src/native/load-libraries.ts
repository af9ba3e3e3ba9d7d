import { EnvironmentError } from '@dfpir/core'
import koffi, { type LibraryHandle } from 'koffi'
import type { Installation } from '../find.js'
import type { LibrarySource } from '../wheel.js'
import { systemLibrary } from './system-library.js'

/**
 * Loads a found library into this process for as long as that lives. Again for the same files costs nothing.
 *
 * @throws EnvironmentError when the system cannot load the files.
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

/** Koffi unloads libraries that it no longer needs, which exit handlers and threads of large ones do not survive. */
function loadForever(path: string): LibraryHandle {
  const dlopen: (path: string, flags: number) => bigint | null = systemLibrary().func('dlopen', 'void *', [
    'str',
    'int',
  ])
  const handle = koffi.load(path, { global: true })
  dlopen(path, 1) // RTLD_LAZY; the reference that this takes is never given back
  return handle
}
