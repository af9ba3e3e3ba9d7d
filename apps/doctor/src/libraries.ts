import { libopenvino, loadOpenvino } from '@dfpir/openvino'
import { libtensorflow, loadTensorflow } from '@dfpir/tensorflow'
import type { LibrarySource } from '@dfpir/wheels'

/** The native libraries that `dfpir setup` fetches. */
export type LibraryName = 'openvino' | 'tensorflow'

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
  /** What it computes on and in, such as `CPU 0` or `Xeon … (FP32, BF16)`. */
  readonly devices: readonly string[]
}

export const libraries: Readonly<Record<LibraryName, Library>> = {
  openvino: {
    source: libopenvino,
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
