import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type InstallPlace, installFolder } from './install-folder.js'
import { describeFile } from './installed-folder.js'

let parent: string
let folder: string
let before: InstallPlace['before'][]

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'dfpir-install-folder-'))
  folder = join(parent, 'deep', 'tool-1')
  before = []
})

afterEach(() => rm(parent, { recursive: true }))

const fill = async (files: string, place: InstallPlace) => {
  before.push(place.before)
  await writeFile(join(place.room, 'download'), 'packed')
  await writeFile(join(files, 'tool'), 'unpacked')
  return { version: '1', files: [await describeFile(files, 'tool')] }
}

test('several at once fill a folder once; afterwards it is there', async () => {
  const installed = await Promise.all([1, 2, 3].map(() => installFolder(folder, { fill })))
  expect(installed.filter(Boolean)).toHaveLength(1)
  expect(await installFolder(folder, { fill })).toBe(false)
  expect(before).toEqual([{ state: 'missing' }])
  expect(await readdir(join(parent, 'deep'))).toEqual(['tool-1'])
  expect((await readdir(folder)).sort()).toEqual(['manifest.json', 'tool'])
})

test('a folder that is damaged or not what is wanted is replaced, and leftovers go', async () => {
  await installFolder(folder, { fill })
  await writeFile(join(folder, 'tool'), 'cut')
  await mkdir(`${folder}.part-1-dead`)
  expect(await installFolder(folder, { fill })).toBe(true)
  expect(before[1]).toEqual({ state: 'broken', reason: 'tool has 3 bytes instead of 8' })
  expect(await readFile(join(folder, 'tool'), 'utf8')).toBe('unpacked')
  expect(await readdir(join(parent, 'deep'))).toEqual(['tool-1'])

  expect(await installFolder(folder, { fill, isComplete: async () => false })).toBe(true)
  expect(before[2]).toMatchObject({ state: 'ready', manifest: { version: '1' } })
})

test('a failure leaves what was there, and nothing else', async () => {
  await installFolder(folder, { fill })
  const failing = installFolder(folder, {
    isComplete: async () => false,
    fill: async (files, place) => {
      await fill(files, place)
      throw new Error('no network')
    },
  })
  await expect(failing).rejects.toThrow('no network')
  expect(await readFile(join(folder, 'tool'), 'utf8')).toBe('unpacked')
  expect(await readdir(join(parent, 'deep'))).toEqual(['tool-1'])
})

test('a place that cannot be written is an error with a hint', async () => {
  await writeFile(join(parent, 'deep'), 'a file')
  await expect(installFolder(folder, { fill })).rejects.toMatchObject({ hint: expect.stringContaining('DFPIR_CACHE') })
})
