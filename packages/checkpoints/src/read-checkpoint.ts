import type { Checkpoint, CheckpointFormat } from './checkpoint.js'
import { checkpointFormat } from './checkpoint-format.js'
import { partTensors } from './network-tensors.js'
import { parseOnnx } from './onnx/parse-onnx.js'
import { parseSafetensors } from './parse-safetensors.js'
import { readFileBytes } from './read-file-bytes.js'
import { parseTorchLegacy } from './torch/parse-torch-legacy.js'
import { parseTorchZip } from './torch/parse-torch-zip.js'

const parsers: Readonly<Record<CheckpointFormat, (bytes: Uint8Array, source: string) => Checkpoint>> = {
  safetensors: parseSafetensorsCheckpoint,
  'pytorch-zip': parseTorchZip,
  'pytorch-legacy': parseTorchLegacy,
  onnx: parseOnnx,
}

/**
 * Reads a file of weights: safetensors, PyTorch (zip or legacy) or ONNX, told apart by their content. Nothing that a
 * file says is ever executed, and what it can make this process allocate is bounded by its size. Tensors are contiguous
 * and share the memory of the file's bytes where they can.
 *
 * @throws DataError with file and byte offset when it cannot be read, is of no known kind, damaged, or misleading
 */
export async function readCheckpoint(path: string): Promise<Checkpoint> {
  const { bytes, checked } = await readFileBytes(path, start => checkpointFormat(start, path))
  return parsers[checked](bytes, path)
}

/** {@link readCheckpoint} of bytes in memory. @param source What messages call them. */
export function parseCheckpoint(bytes: Uint8Array, source = 'the checkpoint'): Checkpoint {
  return parsers[checkpointFormat(bytes.subarray(0, 64), source)](bytes, source)
}

function parseSafetensorsCheckpoint(bytes: Uint8Array, source: string): Checkpoint {
  const { tensors, metadata } = parseSafetensors(bytes, source)
  const found = [...tensors].map(([name, entry]) => ({ keys: [name], entry }))
  return { format: 'safetensors', ...partTensors(found), values: new Map(), metadata }
}
