import { DfpirError } from '@dfpir/core'
import { findLibrary, type Installation, type LibraryDownload, libraryDownload } from '@dfpir/wheels'
import type { Library } from './libraries.js'

/** Report on a native library that `dfpir setup` installs. */
export interface LibraryReport {
  readonly found: boolean
  readonly version?: string
  /** The build, such as `cuda`. */
  readonly variant?: string
  readonly path?: string
  readonly source?: Installation['source']
  /** Devices that the loaded library supports. */
  readonly devices?: readonly string[]
  /** What `dfpir setup` would download, if the library is missing or a better build exists. */
  readonly download?: LibraryDownload
  /** Why it cannot be used or downloaded. */
  readonly error?: string
  readonly hint?: string
}

/** Finds a library and, if it is installed, loads it and lists its devices. */
export async function inspectLibrary({ used, best, load }: Library): Promise<LibraryReport> {
  let found = false
  try {
    const [source, better] = await Promise.all([used(), best()])
    const installation = await findLibrary(source)
    if (!installation) return { found, download: libraryDownload(better) }
    found = true
    const download = (await findLibrary(better)) ? undefined : libraryDownload(better)
    const { path, variant, source: from } = installation
    return { found, variant, path, source: from, download, ...(await load(source)) }
  } catch (error) {
    if (!DfpirError.isInstance(error)) throw error
    return { found, error: error.message, hint: error.hint }
  }
}
