import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EnvironmentError, type Picture, Random, UsageError } from '@dfpir/core'
import { convertPicture } from './convert-picture.js'
import { decodeError } from './decode-error.js'
import { decodePicture } from './decode-picture.js'
import { encodePicture, writePicture } from './encode-picture.js'
import { encodeError } from './encoder.js'
import type { ImageFormat } from './image-format.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dfpir-images-'))
})
afterAll(() => rm(folder, { recursive: true }))

const random = new Random(4)

function noise(channels: Picture['channels'], depth: Picture['depth'], width = 9, height = 5): Picture {
  const samples = Array.from({ length: width * height * channels }, () => random.integer(2 ** depth))
  return { width, height, channels, depth, data: depth === 8 ? Uint8Array.from(samples) : Uint16Array.from(samples) }
}

const layouts = ([1, 2, 3, 4] as const).flatMap(channels => [
  { channels, depth: 8 as const },
  { channels, depth: 16 as const },
])

test.each(layouts)('PNG and TIFF keep $channels channels of $depth bits exactly', async ({ channels, depth }) => {
  const picture = noise(channels, depth)
  for (const format of ['png', 'tiff'] as const) {
    expect(await decodePicture(await encodePicture(picture, format))).toEqual({ ...picture, format, metadata: {} })
  }
})

test.each([
  ['jpeg', 1, 1],
  ['jpeg', 2, 1],
  ['jpeg', 4, 3],
  ['webp', 1, 3],
  ['webp', 2, 4],
  ['webp', 4, 4],
  ['avif', 3, 3],
  ['avif', 4, 4],
] as const)('%s makes %i channels %i', async (format, channels, kept) => {
  const flat = (depth: Picture['depth']): Picture => {
    const samples = Array.from({ length: 64 * channels }, (_, i) => (2 ** depth - 1) * (0.2 + 0.2 * (i % channels)))
    const data = depth === 8 ? Uint8Array.from(samples) : Uint16Array.from(samples)
    return { width: 8, height: 8, channels, depth, data }
  }
  const decoded = await decodePicture(await encodePicture(flat(16), format))
  expect(decoded).toMatchObject({ channels: kept, depth: format === 'avif' ? 16 : 8 })
  const expected = convertPicture(flat(8), { channels: kept, depth: 8 })
  expect(convertPicture(decoded, expected).data).toBeWithin(3, expected.data)
})

test('a full disk is told apart from a picture that a format cannot hold', () => {
  const full = new Error('/tmp/x: write error\nsystem error: No space left on device\nVipsJpeg: unable to write')
  for (const error of [encodeError(noise(3, 8), 'jpeg', full), decodeError('x', 'jpeg', full)]) {
    expect(error).toBeInstanceOf(EnvironmentError)
    expect(error.message).toMatch(/^cannot write temporary files in .*: the disk is full$/)
  }
})

test('quality makes files larger', async () => {
  const picture = noise(3, 8, 32, 32)
  for (const format of ['jpeg', 'webp', 'avif'] as const) {
    const [low, high] = [await encodePicture(picture, format, { quality: 20 }), await encodePicture(picture, format)]
    expect(high.length).toBeGreaterThan(1.5 * low.length)
  }
  await expect(encodePicture(picture, 'jpeg', { quality: 101 })).rejects.toThrow(UsageError)
  await expect(encodePicture(picture, 'jpeg', { quality: 0.5 })).rejects.toThrow('from 1 to 100, got 0.5')
})

test('a side too long for the format is refused', async () => {
  const long: Picture = { width: 17_000, height: 1, channels: 1, depth: 8, data: new Uint8Array(17_000) }
  await expect(encodePicture(long, 'webp')).rejects.toThrow(UsageError)
  await expect(encodePicture(long, 'webp')).rejects.toThrow('cannot encode 17000×1 pixels as webp')
  await expect(encodePicture(long, 'avif')).rejects.toThrow('no side may be longer than 16384 pixels')
  await expect(encodePicture(long, 'png')).resolves.toBeInstanceOf(Uint8Array)
})

test.each<[string, ImageFormat]>([
  ['a.jpg', 'jpeg'],
  ['b.JPEG', 'jpeg'],
  ['deep/er/c.png', 'png'],
  ['d.webp', 'webp'],
  ['e.tif', 'tiff'],
  ['f.avif', 'avif'],
])('%s is written as %s', async (name, format) => {
  const path = join(folder, name)
  await writePicture(path, noise(3, 8))
  expect((await decodePicture(path)).format).toBe(format)
})

test('an unknown extension is refused before anything is written', async () => {
  for (const [name, near] of [
    ['x.pngg', '.png'],
    ['x.JPGE', '.jpg'],
  ]) {
    const failure = writePicture(join(folder, 'unwritten', name), noise(3, 8))
    await expect(failure).rejects.toThrow(UsageError)
    await expect(failure).rejects.toMatchObject({ hint: expect.stringContaining(`Did you mean ${near}`) })
  }
  await expect(writePicture(join(folder, 'v1.2', 'x'), noise(3, 8))).rejects.toThrow('no extension')
  expect(await readdir(folder)).not.toContain('unwritten')
})

test('an old file stays when the new one cannot be written', async () => {
  const path = join(folder, 'old.png')
  await writeFile(path, 'old')
  await expect(writePicture(join(path, 'new.png'), noise(3, 8))).rejects.toThrow(EnvironmentError)
  await expect(writePicture(path, { ...noise(3, 8), width: 70_000 })).rejects.toThrow(UsageError)
  expect(await readFile(path, 'utf8')).toBe('old')
})
