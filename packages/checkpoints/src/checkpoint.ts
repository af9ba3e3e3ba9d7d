import type { TensorEntry } from './tensor-entry.js'

/** The kinds of files that are read. */
export type CheckpointFormat = 'safetensors' | 'pytorch-zip' | 'pytorch-legacy' | 'onnx'

/** A number, text or the like that lies beside the tensors of a file. */
export type CheckpointValue = null | boolean | number | bigint | string | Uint8Array

/** The content of a file of weights, whatever wrote it. */
export interface Checkpoint {
  readonly format: CheckpointFormat
  /** The network's tensors by their names (decision 020 says which of a file's tensors they are). */
  readonly tensors: ReadonlyMap<string, TensorEntry>
  /** Every other tensor by its path in the file, such as `optimizer.state.0.exp_avg`. */
  readonly otherTensors: ReadonlyMap<string, TensorEntry>
  /** Numbers and texts by their paths, such as `epoch` and `optimizer.param_groups.0.lr`. */
  readonly values: ReadonlyMap<string, CheckpointValue>
  /** Free texts that safetensors and ONNX files carry. */
  readonly metadata: Readonly<Record<string, string>>
}
