import { libopenvino, loadOpenvino } from '@dfpir/openvino'
import { bestLibtensorflow, chooseLibtensorflow, libtensorflow, loadTensorflow } from '@dfpir/tensorflow'
import type { LibrarySource } from '@dfpir/wheels'

/** The native libraries that `dfpir setup` fetches. */
export type LibraryName = 'openvino' | 'tensorflow'

/** One of them. */
export interface Library {
  /** Where it comes from; messages about whichever build take its name from here. */
  readonly source: LibrarySource
  /** The build that is used on this machine. */
  used(): Promise<LibrarySource>
  /** The build that serves this machine best, which `dfpir setup` fetches. */
  best(): Promise<LibrarySource>
  /** What it is for. */
  readonly purpose: string
  /** What does not work without it. */
  readonly lack: string
  /** Loads a build, which proves that its files serve here. Fetches it when it is missing. */
  load(source: LibrarySource): Promise<LoadedLibrary>
}

export interface LoadedLibrary {
  readonly version: string
  /** What it computes on and in, such as `CPU 0` or `Xeon … (FP32, BF16)`. */
  readonly devices: readonly string[]
}

export const libraries: Readonly<Record<LibraryName, Library>> = {
  openvino: {
    source: libopenvino,
    used: async () => libopenvino,
    best: async () => libopenvino,
    purpose: 'restores fastest, in f32 and bf16',
    lack: 'restoring is slower, with no bf16 unless libtensorflow is there',
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
    lack: 'nothing can be trained',
    async load(source) {
      const tensorflow = await loadTensorflow({ source })
      const devices = tensorflow.devices().map(({ type, name }) => `${type} ${name.split(':').at(-1)}`)
      return { version: tensorflow.version, devices }
    },
  },
}

export const libraryNames = Object.keys(libraries) as readonly LibraryName[]
