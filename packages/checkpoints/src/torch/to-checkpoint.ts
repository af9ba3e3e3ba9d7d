import type { ByteReader } from '../byte-reader.js'
import type { Checkpoint, CheckpointFormat } from '../checkpoint.js'
import { partTensors } from '../network-tensors.js'
import type { PickleValue } from '../pickle/pickle-values.js'
import { collectValues } from './collect-values.js'

export interface ToCheckpointOptions {
  readonly format: CheckpointFormat
  /** The pickle's reader, for errors. */
  readonly reader: ByteReader
  readonly fileSize: number
}

/** The bytes beyond the file's size that tensors which share or repeat a storage may have in all. */
const allowance = 2 ** 24

/** Builds the content of a PyTorch file whose storages have their bytes. @throws DataError with file and byte offset */
export function toCheckpoint(root: PickleValue, { format, reader, fileSize }: ToCheckpointOptions): Checkpoint {
  const { tensors, values } = collectValues(root, {
    maxBytes: 4 * fileSize + allowance,
    fail: (what, at) => reader.fail(what, at),
  })
  return { format, ...partTensors(tensors), values, metadata: {} }
}
