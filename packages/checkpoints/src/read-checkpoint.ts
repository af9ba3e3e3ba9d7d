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
 * Reads a weights file: safetensors, PyTorch (zip or legacy) or ONNX, detected by content. Never executes anything from
 * a file, and allocates memory only in proportion to its size. Tensors are contiguous and share the memory of the
 * file's bytes where possible.
 *
 * @throws DataError with file and byte offset if it cannot be read, has an unknown format, is damaged or is misleading
 */
export async function readCheckpoint(path: string): Promise<Checkpoint> {
  const { bytes, checked } = await readFileBytes(path, start => checkpointFormat(start, path))
  return parsers[checked](bytes, path)
}

/** {@link readCheckpoint} for bytes in memory. @param source their name in messages */
export function parseCheckpoint(bytes: Uint8Array, source = 'the checkpoint'): Checkpoint {
  return parsers[checkpointFormat(bytes.subarray(0, 64), source)](bytes, source)
}

function parseSafetensorsCheckpoint(bytes: Uint8Array, source: string): Checkpoint {
  const { tensors, metadata } = parseSafetensors(bytes, source)
  const found = [...tensors].map(([name, entry]) => ({ keys: [name], entry }))
  return { format: 'safetensors', ...partTensors(found), values: new Map(), metadata }
}
