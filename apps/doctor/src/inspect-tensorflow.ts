import { DfpirError } from '@dfpir/core'
import {
  findTensorflow,
  loadTensorflow,
  type TensorflowDevice,
  type TensorflowDownload,
  type TensorflowInstallation,
  tensorflowDownload,
} from '@dfpir/tensorflow'

/** libtensorflow, which trains and computes in bfloat16. */
export interface TensorflowReport {
  readonly found: boolean
  readonly version?: string
  readonly path?: string
  readonly source?: TensorflowInstallation['source']
  /** The processors that it can use, once loaded. */
  readonly devices?: readonly TensorflowDevice[]
  /** What `dfpir setup tensorflow` would fetch, when it is not there. */
  readonly download?: TensorflowDownload
  /** Why it cannot be used, or not even be fetched. */
  readonly error?: string
  readonly hint?: string
}

/** Finds libtensorflow and, when it is there, loads it and asks for its devices. */
export async function inspectTensorflow(): Promise<TensorflowReport> {
  let found = false
  try {
    const installation = await findTensorflow()
    if (!installation) return { found, download: tensorflowDownload() }
    found = true
    const tensorflow = await loadTensorflow()
    const { path, source } = installation
    return { found, version: tensorflow.version, path, source, devices: tensorflow.devices() }
  } catch (error) {
    if (!DfpirError.isInstance(error)) throw error
    return { found, error: error.message, hint: error.hint }
  }
}
