import { ByteReader } from '../byte-reader.js'
import type { Checkpoint } from '../checkpoint.js'
import { partTensors } from '../network-tensors.js'
import { readMessage } from './onnx-message.js'
import { readOnnxTensor } from './onnx-tensor.js'

/** Fields of `ModelProto`, `GraphProto` and `StringStringEntryProto`. */
const field = { irVersion: 1, graph: 7, metadata: 14, initializer: 5, key: 1, value: 2 }

/**
 * Reads the initializers and the metadata of an ONNX file (https://onnx.ai, onnx.proto3). Ignores its operations.
 *
 * @param source the file's name in messages
 * @throws DataError with file and byte offset for anything damaged or misleading
 */
export function parseOnnx(bytes: Uint8Array, source: string): Checkpoint {
  const reader = new ByteReader(bytes, { source })
  const model = readMessage(reader)
  const graphs = model.parts(field.graph)
  if (model.numbers(field.irVersion).length !== 1 || graphs.length !== 1) {
    throw reader.fail('it is not an ONNX file: it has no version or no graph', 0)
  }
  const graph = readMessage(graphs[0])
  const tensors = graph.parts(field.initializer).map(readOnnxTensor)
  const names = new Set(tensors.map(([name]) => name))
  if (names.size < tensors.length) throw graphs[0].fail('two initializers have the same name', 0)
  const entries = model.parts(field.metadata).map(readMessage)
  const metadata = Object.fromEntries(entries.map(entry => [entry.text(field.key), entry.text(field.value)]))
  const found = tensors.map(([name, entry]) => ({ keys: [name], entry }))
  return { format: 'onnx', ...partTensors(found), values: new Map(), metadata }
}
