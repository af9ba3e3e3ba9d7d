import type { ByteSource } from './byte-source.js'
import { readTiffDirectory } from './tiff-directory.js'

const mebibyte = 1 << 20
const header = { littleEndian: true, big: false, first: 8 }

/** A directory at 8 whose fields of bytes, of as many mebibytes as given, all lie at 64; all else is zeros. */
function sharing(...mebibytes: number[]): ByteSource & { bytesRead: number } {
  const start = new DataView(new ArrayBuffer(64 + mebibytes.length * 12))
  start.setUint16(8, mebibytes.length, true)
  for (const [index, count] of mebibytes.entries()) {
    const at = 10 + index * 12
    start.setUint16(at, index + 1, true)
    start.setUint16(at + 2, 7, true)
    start.setUint32(at + 4, count * mebibyte, true)
    start.setUint32(at + 8, 64, true)
  }
  return {
    size: 200 * mebibyte,
    bytesRead: 0,
    async read(from, length) {
      this.bytesRead += length
      const bytes = new Uint8Array(length)
      bytes.set(new Uint8Array(start.buffer).subarray(from, from + length))
      return bytes
    },
  }
}

test('fields that share their bytes are read only as far as there is room for all', async () => {
  const source = sharing(30, 30, 30, 3)
  const directory = await readTiffDirectory(source, header, 8)
  expect([...directory!.fields.keys()]).toEqual([1, 2, 4])
  expect(source.bytesRead).toBeLessThan(64 * mebibyte)
})

test('a field that is longer than the room for all is left out', async () => {
  const directory = await readTiffDirectory(sharing(65, 1), header, 8)
  expect([...directory!.fields.keys()]).toEqual([2])
})
