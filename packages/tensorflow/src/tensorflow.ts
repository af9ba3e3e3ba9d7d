import { type Installation, type InstallOptions, installLibrary, type LibrarySource } from '@dfpir/wheels'
import { chooseLibtensorflow } from './choose-libtensorflow.js'
import type { SessionOptions } from './config.js'
import { listDevices, type TensorflowDevice } from './devices.js'
import type { CApi } from './native/c-api.js'
import { loadLibrary } from './native/load-library.js'
import { openSession, type TensorflowSession } from './session.js'

/** A loaded libtensorflow. */
export class Tensorflow {
  /** Use {@link loadTensorflow} instead. */
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
   * @throws DataError if the bytes are not a GraphDef or TensorFlow rejects it; UsageError for invalid options.
   */
  createSession(graphDef: Uint8Array, options: SessionOptions = {}): TensorflowSession {
    return openSession(this.api, graphDef, options)
  }

  /** Lists the devices that TensorFlow can use: the CPU, and GPUs if the library was built for them. */
  devices(): TensorflowDevice[] {
    return listDevices(this.api)
  }
}

export interface LoadTensorflowOptions extends InstallOptions {
  /**
   * The build: `libtensorflow` or `libtensorflowCuda`.
   *
   * @default the result of {@link chooseLibtensorflow}
   */
  readonly source?: LibrarySource
}

let loading: Promise<Tensorflow> | undefined

/**
 * Loads libtensorflow once per process, and downloads it first if it is not installed (hundreds of megabytes, so pass
 * `onProgress`). The first call in a process selects the build. A failed call can be repeated.
 *
 * @throws EnvironmentError if it cannot be downloaded or loaded.
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
