import { type Installation, type InstallOptions, installLibrary, type LibrarySource } from '@dfpir/wheels'
import { chooseLibtensorflow } from './choose-libtensorflow.js'
import type { SessionOptions } from './config.js'
import { listDevices, type TensorflowDevice } from './devices.js'
import type { CApi } from './native/c-api.js'
import { loadLibrary } from './native/load-library.js'
import { openSession, type TensorflowSession } from './session.js'

/** A loaded libtensorflow. */
export class Tensorflow {
  /** Use {@link loadTensorflow}. */
  constructor(
    private readonly api: CApi,
    readonly installation: Installation,
  ) {}

  /** TensorFlow's own version, such as 2.21.0. */
  get version(): string {
    return this.api.version()
  }

  /**
   * Imports a serialized `GraphDef` and opens a session on it.
   *
   * @throws DataError when the bytes are no GraphDef or TensorFlow refuses it; UsageError for wrong options.
   */
  createSession(graphDef: Uint8Array, options: SessionOptions = {}): TensorflowSession {
    return openSession(this.api, graphDef, options)
  }

  /** The processors that TensorFlow can use: the CPU, and GPUs where the library was built for them. */
  devices(): TensorflowDevice[] {
    return listDevices(this.api)
  }
}

export interface LoadTensorflowOptions extends InstallOptions {
  /**
   * Which build: `libtensorflow` or `libtensorflowCuda`.
   *
   * @default what {@link chooseLibtensorflow} says
   */
  readonly source?: LibrarySource
}

let loading: Promise<Tensorflow> | undefined

/**
 * Loads libtensorflow, once per process, and fetches it first when it is not on this machine (hundreds of megabytes, so
 * pass `onProgress`). The first call in a process settles which. A failure is not remembered.
 *
 * @throws EnvironmentError when there is none and it cannot be fetched, or the system cannot load it.
 */
export function loadTensorflow(options: LoadTensorflowOptions = {}): Promise<Tensorflow> {
  loading ??= load(options).catch(error => {
    loading = undefined
    throw error
  })
  return loading
}

async function load({ source, ...options }: LoadTensorflowOptions): Promise<Tensorflow> {
  const installation = await installLibrary(source ?? (await chooseLibtensorflow()), options)
  return new Tensorflow(loadLibrary(installation), installation)
}
