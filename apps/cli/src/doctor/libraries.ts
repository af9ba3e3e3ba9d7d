import { libopenvino, loadOpenvino } from '@dfpir/openvino'
import { bestLibtensorflow, chooseLibtensorflow, libtensorflow, loadTensorflow } from '@dfpir/tensorflow'
import type { LibrarySource } from '@dfpir/wheels'

/** The native libraries that `dfpir setup` installs. */
export type LibraryName = 'openvino' | 'tensorflow'

/** A native library. */
export interface Library {
  /** Where it comes from. Messages about any build use its name. */
  readonly source: LibrarySource
  /** Returns the build that this machine uses. */
  used(): Promise<LibrarySource>
  /** Returns the best build for this machine, which `dfpir setup` installs. */
  best(): Promise<LibrarySource>
  /** Its purpose. */
  readonly purpose: string
  /** The consequence of its absence. */
  readonly lack: string
  /** Loads a build, which proves that its files work on this machine. Downloads it if it is missing. */
  load(source: LibrarySource): Promise<LoadedLibrary>
}

export interface LoadedLibrary {
  readonly version: string
  /** Its devices with their precisions, such as `CPU 0` or `Xeon … (FP32, BF16)`. */
  readonly devices: readonly string[]
}

export const libraries: Readonly<Record<LibraryName, Library>> = {
  openvino: {
    source: libopenvino,
    used: async () => libopenvino,
    best: async () => libopenvino,
    purpose: 'restores fastest, in f32 and bf16',
    lack: 'restoring is slower, and bf16 needs libtensorflow',
    async load() {
      const openvino = await loadOpenvino()
      const { name, capabilities } = openvino.processor()
      const precisions = capabilities.filter(capability => /^(FP|BF)\d+$/.test(capability))
      return { version: openvino.version, devices: [`${name} (${precisions.join(', ')})`] }
    },
  },
  tensorflow: {
    source: libtensorflow,
    used: chooseLibtensorflow,
    best: bestLibtensorflow,
    purpose: 'trains, and restores in f32 and bf16',
    lack: 'training is impossible',
    async load(source) {
      const tensorflow = await loadTensorflow({ source })
      const devices = tensorflow.devices().map(({ type, name }) => `${type} ${name.split(':').at(-1)}`)
      return { version: tensorflow.version, devices }
    },
  },
}

export const libraryNames = Object.keys(libraries) as readonly LibraryName[]
