import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UsageError } from '@dfpir/core'
import { rgbPicture, writePicture } from '@dfpir/images'
import { findSharedPictures, requireUnshared, type TaskFiles } from './shared-pictures.js'

let folder: string
const at = (name: string) => join(folder, name)
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dfpir-shared-'))
  const picture = (seed: number, width = 9) =>
    rgbPicture(
      width,
      7,
      Uint8Array.from({ length: width * 21 }, (_, i) => (i * seed) % 251),
    )
  await writePicture(at('train/a.png'), picture(3))
  await writePicture(at('train/b.png'), picture(5))
  await writePicture(at('train/rainy.png'), picture(7))
  await writePicture(at('test/renamed.tiff'), picture(3)) // the same as a.png
  await writePicture(at('test/own.png'), picture(11))
  await writePicture(at('test/wider.png'), picture(3, 10))
  await writePicture(at('test/rainy.png'), picture(13))
  await writeFile(at('train/broken.png'), 'no picture')
})
afterAll(() => rm(folder, { recursive: true }))

const photos = (task: TaskFiles['task'], ...names: string[]): TaskFiles => ({
  task,
  inputs: names.map(at),
  originals: names.map(at),
})

test('the same picture is found whatever its name and format, and refused for the same task', async () => {
  const training = [photos('denoise', 'train/a.png', 'train/b.png', 'train/broken.png')]
  const shared = await findSharedPictures(training, [
    photos('denoise', 'test/renamed.tiff', 'test/own.png', 'test/wider.png'),
  ])
  expect(shared).toEqual({
    sameTask: [{ trained: at('train/a.png'), measured: at('test/renamed.tiff') }],
    originals: [],
  })
  const refuse = () => requireUnshared(shared, 'the validation')
  expect(refuse).toThrow(UsageError)
  expect(refuse).toThrow(
    `the validation measures 1 of the pictures that are trained on, the first is ${at('test/renamed.tiff')}, which shows the same as ${at('train/a.png')}`,
  )
  expect(() => requireUnshared({ ...shared, sameTask: [] }, 'the validation')).not.toThrow()
})

test('for another task, only the originals are shared', async () => {
  const measured: TaskFiles = { task: 'derain', inputs: [at('test/rainy.png')], originals: [at('test/renamed.tiff')] }
  const shared = await findSharedPictures([photos('denoise', 'train/a.png')], [measured])
  expect(shared).toEqual({
    sameTask: [],
    originals: [{ trained: at('train/a.png'), measured: at('test/renamed.tiff') }],
  })
})

test('a pair is the same if its degraded picture is', async () => {
  const pair = (input: string, target: string): TaskFiles => ({
    task: 'derain',
    inputs: [at(input)],
    originals: [at(target)],
  })
  const training = [pair('train/rainy.png', 'train/a.png')]
  expect((await findSharedPictures(training, [pair('train/rainy.png', 'train/b.png')])).sameTask).toHaveLength(1)
  const other = await findSharedPictures(training, [pair('test/rainy.png', 'test/renamed.tiff')])
  expect([other.sameTask.length, other.originals.length]).toEqual([0, 1])
})

test('a picture that is measured at several noise levels counts once, and an abort ends the search', async () => {
  const twice = [photos('denoise', 'train/b.png'), photos('denoise', 'train/b.png')]
  expect((await findSharedPictures([photos('denoise', 'train/b.png')], twice)).sameTask).toHaveLength(1)
  await expect(findSharedPictures(twice, twice, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow(
    'enough',
  )
})
