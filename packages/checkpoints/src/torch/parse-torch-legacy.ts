import { DataError } from '@dfpir/core'
import { ByteReader } from '../byte-reader.js'
import type { Checkpoint } from '../checkpoint.js'
import { dtypeSizes } from '../dtype.js'
import { PickleDict, PickleList, type PickleValue } from '../pickle/pickle-values.js'
import { readPickle } from '../pickle/read-pickle.js'
import { toCheckpoint } from './to-checkpoint.js'
import { TorchHost } from './torch-host.js'

const magic = 0x1950a86a20f9469cfc6cn
const version = 1001

/**
 * Parses a file of `torch.save` before PyTorch 1.6: four pickles (a magic number, the version, properties of the
 * machine, the object), one with the storages' names, and the storages. Executes nothing.
 *
 * @param source the file's name in messages
 * @throws DataError with file and byte offset for anything damaged, foreign or misleading
 */
export function parseTorchLegacy(bytes: Uint8Array, source: string): Checkpoint {
  const reader = new ByteReader(bytes, { source })
  const plain = () => readPickle(reader, new TorchHost())
  if (plain() !== magic || plain() !== version) {
    throw new DataError(`${source} is a pickle, but not from PyTorch`, {
      hint: 'Save the weights in Python: torch.save(model.state_dict(), "weights.pth").',
    })
  }
  checkMachine(plain(), reader)
  const host = new TorchHost()
  const root = readPickle(reader, host)
  const keys = readPickle(reader, new TorchHost())
  if (!(keys instanceof PickleList)) throw reader.fail('the list of storages is missing')
  for (const key of keys.items) readStorage(key, host, reader)
  if (reader.left > 0) throw reader.fail(`${reader.left} bytes follow the last storage`)
  return toCheckpoint(root, { format: 'pytorch-legacy', reader, fileSize: bytes.byteLength })
}

function checkMachine(facts: PickleValue, reader: ByteReader): void {
  if (facts instanceof PickleDict && facts.entries.get('little_endian') === true) return
  throw reader.fail('it was not written on a little-endian machine; others are not supported')
}

/** A count of numbers, then the numbers. */
function readStorage(key: PickleValue, host: TorchHost, reader: ByteReader): void {
  const at = reader.position
  const storage = typeof key === 'string' ? host.storages.get(key) : undefined
  if (storage === undefined) throw reader.fail('the file has a storage that no tensor uses', at)
  if (storage.bytes !== undefined) throw reader.fail(`the storage ${JSON.stringify(key)} occurs twice`, at)
  const count = reader.u64()
  if (count !== storage.count) throw reader.fail(`a storage has ${count} numbers instead of ${storage.count}`, at)
  storage.bytes = reader.take(count * (storage.type === undefined ? 1 : dtypeSizes[storage.type]))
}
