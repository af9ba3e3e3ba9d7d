import { libtensorflow, loadTensorflow } from '@dfpir/tensorflow'
import type { LibrarySource } from '@dfpir/wheels'

/** The native libraries that `dfpir setup` fetches. */
export type LibraryName = 'tensorflow'

/** One of them. */
export interface Library {
  readonly source: LibrarySource
  /** What it is for. */
  readonly purpose: string
  /** What does not work without it. */
  readonly lack: string
  /** Loads it, which proves that its files serve here. Fetches it when it is missing. */
  load(): Promise<LoadedLibrary>
}

export interface LoadedLibrary {
  readonly version: string
  /** What it can compute on, such as `CPU 0`. */
  readonly devices: readonly string[]
}

export const libraries: Readonly<Record<LibraryName, Library>> = {
  tensorflow: {
    source: libtensorflow,
    purpose: 'trains, and restores in f32 and bf16',
    lack: 'nothing can be trained',
    async load() {
      const tensorflow = await loadTensorflow()
      const devices = tensorflow.devices().map(({ type, name }) => `${type} ${name.split(':').at(-1)}`)
      return { version: tensorflow.version, devices }
    },
  },
}

export const libraryNames = Object.keys(libraries) as readonly LibraryName[]
