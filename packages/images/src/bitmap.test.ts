import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DataError } from '@dfpir/core'
import fc from 'fast-check'
import { decodePicture } from './decode-picture.js'
import { readPictureInfo } from './inspect-picture.js'
import { openPicture } from './open-picture.js'

/** A bitmap of these RGB pixels, written as other programs write them. */
function bitmap(width: number, height: number, rgb: Uint8Array, bits: 24 | 32 = 24, upwards = true): Uint8Array {
  const stride = Math.ceil((width * bits) / 32) * 4
  const file = Buffer.alloc(54 + stride * height)
  file.write('BM', 'latin1')
  file.writeUInt32LE(file.length, 2)
  for (const [at, value] of [
    [10, 54],
    [14, 40],
    [18, width],
    [22, upwards ? height : -height],
    [34, stride * height],
  ]) {
    file.writeInt32LE(value, at)
  }
  file.writeUInt16LE(1, 26)
  file.writeUInt16LE(bits, 28)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const to = 54 + (upwards ? height - 1 - y : y) * stride + (x * bits) / 8
      const from = (y * width + x) * 3
      file.set([rgb[from + 2], rgb[from + 1], rgb[from]], to)
    }
  }
  return file
}

const pixels = (count: number) => Uint8Array.from({ length: count * 3 }, (_, index) => (index * 37) % 256)

test('pixels of any size come back, whatever the order of rows and the bits', async () => {
  const side = fc.integer({ min: 1, max: 9 })
  await fc.assert(
    fc.asyncProperty(side, side, fc.constantFrom<24 | 32>(24, 32), fc.boolean(), async (width, height, bits, up) => {
      const rgb = pixels(width * height)
      const picture = await decodePicture(bitmap(width, height, rgb, bits, up))
      expect(picture).toMatchObject({ width, height, channels: 3, depth: 8, format: 'png' })
      expect([...picture.data]).toEqual([...rgb])
    }),
    { numRuns: 40 },
  )
})

test('a palette is looked up', async () => {
  const file = Buffer.from(bitmap(4, 1, new Uint8Array(12), 32))
  const indexed = Buffer.concat([
    file.subarray(0, 54),
    Buffer.from([0, 0, 255, 0, 0, 255, 0, 0]),
    Buffer.from([0, 1, 1, 0]),
  ])
  indexed.writeUInt16LE(8, 28)
  indexed.writeInt32LE(62, 10)
  const { data } = await decodePicture(indexed)
  expect([...data]).toEqual([255, 0, 0, 0, 255, 0, 0, 255, 0, 255, 0, 0])
})

test('masks of colours are read where they are the usual ones', async () => {
  const plain = Buffer.from(bitmap(3, 2, pixels(6), 32))
  const withMasks = (red: number, green: number, blue: number) => {
    const masks = Buffer.alloc(12)
    for (const [index, mask] of [red, green, blue].entries()) masks.writeUInt32LE(mask, 4 * index)
    const file = Buffer.concat([plain.subarray(0, 54), masks, plain.subarray(54)])
    file.writeInt32LE(66, 10)
    file.writeInt32LE(3, 30)
    return file
  }
  expect([...(await decodePicture(withMasks(0xff0000, 0xff00, 0xff))).data]).toEqual([...pixels(6)])
  await expect(decodePicture(withMasks(0xff, 0xff00, 0xff0000))).rejects.toThrow(
    'this kind of BMP file is not supported',
  )
})

test('files are read by rows, and their heads alone', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dfpir-bitmap-'))
  const path = join(folder, 'picture.bmp')
  await writeFile(path, bitmap(5, 7, pixels(35)))
  expect(await readPictureInfo(path)).toMatchObject({ width: 5, height: 7, format: 'png' })
  const picture = await openPicture(path, { maxMemory: 1 })
  expect([...(await picture.readRows(2, 1)).data]).toEqual([...pixels(35).subarray(30, 45)])
  await picture.dispose()
  await rm(folder, { recursive: true })
})

test('what is cut off, compressed or too large is refused', async () => {
  const whole = bitmap(6, 6, pixels(36))
  await expect(decodePicture(whole.subarray(0, 100))).rejects.toThrow('its BMP data is damaged or truncated')
  await expect(decodePicture(whole.subarray(0, 20))).rejects.toThrow(DataError)
  const compressed = Buffer.from(whole)
  compressed.writeInt32LE(1, 30)
  await expect(decodePicture(compressed)).rejects.toThrow('this kind of BMP file is not supported')
  const huge = Buffer.from(whole)
  huge.writeInt32LE(2 ** 30, 18)
  await expect(decodePicture(huge)).rejects.toThrow('more than the limit')
})
