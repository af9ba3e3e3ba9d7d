import { mkdtemp, rm, truncate, unlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkInstalledFolder, describeFile, writeManifest } from './installed-folder.js'

let folder: string
const manifest = {
  ...{ package: 'tensorflow-cpu', version: '2.21.0', wheels: [{ file: 'a.whl', sha256: 'aa' }] },
  files: [{ name: 'library.so', bytes: 100, sha256: 'bb' }],
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dfpir-manifest-'))
  await writeFile(join(folder, 'library.so'), new Uint8Array(100))
  await writeManifest(folder, manifest)
})

afterEach(() => rm(folder, { recursive: true }))

test('a whole folder is ready; one that does not exist is missing', async () => {
  expect(await checkInstalledFolder(folder)).toEqual({ state: 'ready', manifest })
  expect(await checkInstalledFolder(join(folder, 'other'))).toEqual({ state: 'missing' })
})

test.each([
  ['a truncated file', () => truncate(join(folder, 'library.so'), 99), 'library.so has 99 bytes instead of 100'],
  ['a missing file', () => unlink(join(folder, 'library.so')), 'library.so is missing'],
  ['a missing manifest', () => unlink(join(folder, 'manifest.json')), 'manifest.json is missing or unreadable'],
  ['a cut manifest', () => truncate(join(folder, 'manifest.json'), 20), 'manifest.json is missing or unreadable'],
  [
    'another JSON',
    () => writeFile(join(folder, 'manifest.json'), '{"files": []}'),
    'manifest.json is missing or unreadable',
  ],
])('%s makes it broken', async (_, damage, reason) => {
  await damage()
  expect(await checkInstalledFolder(folder)).toEqual({ state: 'broken', reason })
})

test('a file whose noted time changed is hashed again; without a noted time, its size is enough', async () => {
  const path = join(folder, 'library.so')
  await writeFile(path, new Uint8Array(100).fill(1))
  expect(await checkInstalledFolder(folder)).toMatchObject({ state: 'ready' })
  await writeManifest(folder, { files: [await describeFile(folder, 'library.so')] })
  await utimes(path, new Date(0), new Date(0))
  expect(await checkInstalledFolder(folder)).toMatchObject({ state: 'ready' })
  await writeFile(path, new Uint8Array(100).fill(2))
  await utimes(path, new Date(1), new Date(1))
  expect(await checkInstalledFolder(folder)).toEqual({ state: 'broken', reason: 'library.so has changed' })
})
