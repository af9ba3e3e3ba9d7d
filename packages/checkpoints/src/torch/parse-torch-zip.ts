import { DataError } from '@dfpir/core'
import { ByteReader } from '../byte-reader.js'
import type { Checkpoint } from '../checkpoint.js'
import { dtypeSizes } from '../dtype.js'
import { readPickle } from '../pickle/read-pickle.js'
import { toCheckpoint } from './to-checkpoint.js'
import { TorchHost } from './torch-host.js'
import type { TorchStorage } from './torch-storage.js'
import { ZipArchive } from './zip-archive.js'

/**
 * Parses a file of `torch.save` since PyTorch 1.6: a zip archive with a pickle and one file per storage. Executes
 * nothing.
 *
 * @param source the file's name in messages
 * @throws DataError with file and byte offset for anything damaged, foreign or misleading
 */
export function parseTorchZip(bytes: Uint8Array, source: string): Checkpoint {
  const archive = new ZipArchive(bytes, source)
  const folder = findFolder(archive, source)
  const order = archive.read(`${folder}byteorder`)
  if (order !== undefined && new TextDecoder().decode(order) !== 'little') {
    throw new DataError(`${source} was written on a big-endian machine, which is not supported`, {
      hint: 'Load and save it with PyTorch on a little-endian one.',
    })
  }
  const name = `${folder}data.pkl`
  const reader = new ByteReader(archive.read(name)!, { source, base: archive.offset(name) })
  const host = new TorchHost()
  const root = readPickle(reader, host)
  for (const storage of host.storages.values()) {
    storage.bytes = storageBytes(archive.read(`${folder}data/${storage.key}`), storage, reader)
  }
  return toCheckpoint(root, { format: 'pytorch-zip', reader, fileSize: bytes.byteLength })
}

function findFolder(archive: ZipArchive, source: string): string {
  const pickles = archive.names.filter(name => /^[^/]+\/data\.pkl$/.test(name))
  const program = archive.names.some(name => /^[^/]+\/(code\/|constants\.pkl$)/.test(name))
  if (pickles.length === 1 && !program) return pickles[0].slice(0, -'data.pkl'.length)
  const what = program ? 'is a TorchScript program, not a weights file' : 'is a zip archive, but not from PyTorch'
  throw new DataError(`${source} ${what}`, {
    hint: 'Save the weights in Python: torch.save(model.state_dict(), "weights.pth").',
  })
}

function storageBytes(bytes: Uint8Array | undefined, storage: TorchStorage, reader: ByteReader): Uint8Array {
  const { key, count, type } = storage
  const expected = count * (type === undefined ? 1 : dtypeSizes[type])
  if (bytes?.byteLength === expected) return bytes
  const came = bytes === undefined ? 'there is none' : `it has ${bytes.byteLength}`
  throw reader.fail(`the storage ${JSON.stringify(key.slice(0, 80))} should have ${expected} bytes, but ${came}`, 0)
}
