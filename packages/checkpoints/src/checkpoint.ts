import type { TensorEntry } from './tensor-entry.js'

/** The supported file formats. */
export type CheckpointFormat = 'safetensors' | 'pytorch-zip' | 'pytorch-legacy' | 'onnx'

/** A value other than a tensor in a file, such as a number or text. */
export type CheckpointValue = null | boolean | number | bigint | string | Uint8Array

/** The content of a weights file of any format. */
export interface Checkpoint {
  readonly format: CheckpointFormat
  /** The network's tensors by name. Decision 020 defines which of a file's tensors belong to the network. */
  readonly tensors: ReadonlyMap<string, TensorEntry>
  /** All other tensors by their paths in the file, such as `optimizer.state.0.exp_avg`. */
  readonly otherTensors: ReadonlyMap<string, TensorEntry>
  /** Numbers and texts by their paths, such as `epoch` and `optimizer.param_groups.0.lr`. */
  readonly values: ReadonlyMap<string, CheckpointValue>
  /** Free-form metadata of safetensors and ONNX files. */
  readonly metadata: Readonly<Record<string, string>>
}
