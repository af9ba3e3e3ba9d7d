import { createRequire } from 'node:module'
import { EnvironmentError, UsageError } from '@dfpir/core'
import { setNativeVariable } from '@dfpir/wheels'
import * as tf from '@tensorflow/tfjs-core'
import { loadTensorflow } from '../tensorflow.js'
import { type PrepareAddonOptions, prepareAddon } from './addon.js'
import { createBackend } from './tfjs-node.js'

/** The name that tfjs's own package registers. */
const backendName = 'tensorflow'

/** The eager backend of this process. */
export interface EagerBackend {
  /** TensorFlow's version, such as 2.21.0. */
  readonly version: string
  /** The add-on that was loaded. */
  readonly addon: string
  /** Whether it had to be built first. */
  readonly built: boolean
  /** Whether it computes on a graphics card. */
  readonly gpu: boolean
}

export interface EagerBackendOptions extends PrepareAddonOptions {
  /**
   * Number of threads of one operation. The first call in a process determines it.
   *
   * @default one per core
   */
  readonly threads?: number
}

let starting: Promise<EagerBackend> | undefined
let settledThreads: number | undefined

/**
 * Activates tfjs's eager backend for Node on the libtensorflow that `@dfpir/tensorflow` finds. Compiled graphs use the same
 * file, which is loaded once. Missing parts are downloaded and built first.
 *
 * @throws EnvironmentError if this machine lacks a requirement; UsageError if the number of threads differs from the first
 * call
 */
export async function useEagerBackend(options: EagerBackendOptions = {}): Promise<EagerBackend> {
  const { threads } = options
  starting ??= start(options).catch(error => {
    starting = undefined
    throw error
  })
  const backend = await starting
  if (threads !== undefined && threads !== settledThreads) {
    const settled = settledThreads === undefined ? 'one thread per core' : `${settledThreads} threads`
    throw new UsageError(`the eager backend was started with ${settled} and cannot change to ${threads}`, {
      hint: 'Set the number of threads in the first call of the process.',
    })
  }
  await tf.setBackend(backendName)
  return backend
}

async function start({ threads, onProgress }: EagerBackendOptions): Promise<EagerBackend> {
  if (tf.findBackendFactory(backendName)) {
    throw new UsageError(`another package has registered the tfjs backend "${backendName}"`, {
      hint: 'Import either @tensorflow/tfjs-node or @dfpir/tensorflow/eager in a program.',
    })
  }
  if (threads !== undefined) setThreads(threads)
  const tensorflow = await loadTensorflow({ onProgress }) // before the add-on, which finds its symbols there
  const { path, built } = await prepareAddon(tensorflow.version, { onProgress })
  const backend = createBackend(loadAddon(path))
  tf.registerBackend(backendName, () => backend, 3)
  settledThreads = threads
  return { version: tensorflow.version, addon: path, built, gpu: backend.isUsingGpuDevice }
}

function setThreads(threads: number): void {
  if (!Number.isInteger(threads) || threads < 1) {
    throw new UsageError(`threads must be a whole number from 1, got ${threads}`)
  }
  setNativeVariable('TF_NUM_INTRAOP_THREADS', String(threads))
}

function loadAddon(path: string): unknown {
  try {
    return createRequire(import.meta.url)(path)
  } catch (cause) {
    throw new EnvironmentError(`the eager backend does not load: ${(cause as Error).message}`, {
      cause,
      hint: `Remove ${path} and run: dfpir setup eager`,
    })
  }
}
