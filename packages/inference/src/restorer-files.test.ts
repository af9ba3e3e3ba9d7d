import '@tensorflow/tfjs-backend-cpu'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { DataError, type Picture, Random, UsageError } from '@dfpir/core'
import { decodePicture, encodePicture, readStream, writePicture } from '@dfpir/images'
import { saveRandomModel } from './random-model.test.helper.js'
import { Restorer } from './restorer.js'

const folder = mkdtempSync(join(tmpdir(), 'dfpir-restorer-files-'))
const at = (name: string) => join(folder, name)
const task = 'derain'
let restorer: Restorer
let tiled: Restorer

beforeAll(async () => {
  await saveRandomModel(at('tiny'))
  restorer = await Restorer.fromPretrained(at('tiny'), { engine: 'onnxruntime', threads: 1 })
  tiled = await Restorer.fromPretrained(at('tiny'), { engine: 'onnxruntime', threads: 1, tile: 32, overlap: 8 })
})
afterAll(async () => {
  await Promise.all([restorer.dispose(), tiled.dispose()])
  rmSync(folder, { recursive: true })
})

function noise(width: number, height: number, layout: Partial<Picture> = {}): Picture {
  const { channels = 3, depth = 8 } = layout
  const random = new Random(width * 1000 + height)
  const value = () => Math.floor(random.uniform() * 2 ** depth)
  const size = width * height * channels
  const data = depth === 16 ? Uint16Array.from({ length: size }, value) : Uint8Array.from({ length: size }, value)
  return { width, height, channels, depth, data }
}

async function* chunks(bytes: Uint8Array) {
  for (let start = 0; start < bytes.length; start += 100) yield bytes.subarray(start, start + 100)
}

test('a picture, a path, bytes and streams give the same', async () => {
  const picture = noise(20, 12, { channels: 4, depth: 16 })
  const bytes = await encodePicture(picture, 'tiff')
  await writeFile(at('input.tif'), bytes)
  const expected = await restorer.restore(picture, { task })
  const inputs = [
    at('input.tif'),
    bytes,
    Buffer.from(bytes),
    chunks(bytes),
    Readable.from(chunks(bytes)),
    new Blob([new Uint8Array(bytes)]).stream(),
  ]
  for (const input of inputs) {
    const restored = await restorer.restore(input, { task })
    expect(restored.picture).toEqual(expected.picture)
    expect(restored.format).toBe('tiff')
  }
  expect(expected.format).toBeUndefined()
})

test('a result is encoded on demand: in the format of its input or another, as bytes, a stream or a file', async () => {
  const restored = await restorer.restore(await encodePicture(noise(9, 9), 'png'), { task })
  expect(await decodePicture(await restored.toBytes())).toMatchObject({ format: 'png', data: restored.picture.data })
  expect((await decodePicture(await restored.toBytes({ format: 'webp', quality: 50 }))).format).toBe('webp')
  const stream = Buffer.concat(await restored.toStream({ format: 'tiff' }).toArray())
  expect(await decodePicture(stream)).toMatchObject({ format: 'tiff', data: restored.picture.data })
  await restored.save(at('saved.png'))
  expect((await decodePicture(at('saved.png'))).data).toEqual(restored.picture.data)
  const plain = await restorer.restore(noise(9, 9), { task })
  expect((await decodePicture(await plain.toBytes())).format).toBe('png')
})

test.each<[number, number, Partial<Picture>]>([
  [1, 1, {}],
  [7, 70, {}],
  [90, 33, { channels: 1 }],
  [50, 65, { channels: 4, depth: 16 }],
])('a file of %d×%d %o restored by rows is what it is in memory, bit for bit', async (width, height, layout) => {
  const picture = noise(width, height, layout)
  await writePicture(at('in.png'), picture)
  const report = await tiled.restoreFile(at('in.png'), at('out.png'), { task })
  const expected = await tiled.restore(picture, { task })
  expect(report).toMatchObject({ width, height, task, prompt: 'derain', tiles: expected.tiles })
  const { data, channels, depth } = await decodePicture(at('out.png'))
  expect({ width, height, channels, depth, data }).toEqual(expected.picture)
})

test('inputs that are none are refused', async () => {
  const refused = async (input: unknown) => restorer.restore(input as Picture, { task })
  await expect(refused(7)).rejects.toThrow(UsageError)
  await expect(refused(undefined)).rejects.toThrow('expected a picture, got a value of type undefined')
  await expect(refused({})).rejects.toThrow(UsageError)
  await expect(refused({ ...noise(4, 4), width: 5 })).rejects.toThrow('5×4 pixels of 3 channels and 8 bits')
  await expect(refused({ ...noise(4, 4), depth: 16 })).rejects.toThrow('got Uint8Array of 48')
  await expect(refused(Readable.from(['text'], { objectMode: true }))).rejects.toThrow('a chunk of type string')
  await expect(refused(new Uint8Array(0))).rejects.toThrow(DataError)
  await expect(refused(at('missing.png'))).rejects.toThrow(DataError)
})

test('a stream that fails is an error that says why', async () => {
  async function* failing() {
    yield new Uint8Array(10)
    throw new Error('connection reset')
  }
  await expect(restorer.restore(failing(), { task })).rejects.toThrow('cannot read the stream: connection reset')
})

test('a stream of too many bytes is refused as soon as it has them', async () => {
  function* zeros() {
    for (;;) yield new Uint8Array(1000)
  }
  const endless = Readable.from(zeros())
  await expect(readStream(endless, { maxBytes: 5000 })).rejects.toThrow('has 6,000 bytes, more than the limit of 5,000')
  expect(endless.destroyed).toBe(true)
})

test('a stream that never ends can be aborted', async () => {
  const controller = new AbortController()
  const endless = new Readable({ read() {} })
  const work = restorer.restore(endless, { task, signal: controller.signal })
  setImmediate(() => controller.abort(new Error('enough')))
  await expect(work).rejects.toThrow('enough')
  expect(endless.destroyed).toBe(true)
})

test('aborted at any moment, a file leaves nothing behind, and the others are restored', async () => {
  await writePicture(at('abort.png'), noise(100, 70))
  const expected = await tiled.restore(at('abort.png'), { task })
  const random = new Random(5)
  const runs = Array.from({ length: 12 }, async (_, index) => {
    const controller = new AbortController()
    const abort = () => controller.abort(new Error('enough'))
    if (index === 0) abort()
    else setTimeout(abort, random.uniform() * 100) // at any moment: whether it has ended by then does not matter
    await tiled.restoreFile(at('abort.png'), at(`aborted/${index}.png`), { task, signal: controller.signal })
  })
  const other = tiled.restore(at('abort.png'), { task })
  const ends = await Promise.allSettled(runs)
  expect((await other).picture).toEqual(expected.picture)
  const done = ends.flatMap(({ status }, index) => (status === 'fulfilled' ? [`${index}.png`] : []))
  expect(done.length).toBeLessThan(12)
  expect(existsSync(at('aborted')) ? readdirSync(at('aborted')) : []).toEqual(done.sort())
})

test('a model that ships is known by its name, and one that is nowhere is refused', async () => {
  const shipped = await Restorer.fromPretrained('dfpir-small', { engine: 'onnxruntime' })
  expect(shipped.prompts.map(({ name }) => name)).toContain('denoise-25')
  await shipped.dispose()
  await expect(Restorer.fromPretrained('dfpir-smal')).rejects.toThrow(UsageError)
})

test('a call after dispose is refused, and dispose waits for the work under way', async () => {
  const other = await Restorer.fromPretrained(at('tiny'), { engine: 'onnxruntime', threads: 1 })
  const work = other.restore(noise(16, 16), { task })
  await other[Symbol.asyncDispose]()
  expect((await work).tiles).toBe(1)
  await expect(other.restore(noise(16, 16), { task })).rejects.toThrow('this restorer was disposed')
  await other.dispose()
})
