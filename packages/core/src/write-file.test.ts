import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { EnvironmentError } from './errors.js'
import { writeFileAtomic } from './write-file.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dfpir-core-'))
})
afterEach(() => rm(folder, { recursive: true }))

test('text, bytes and several parts arrive, and nothing else', async () => {
  await writeFileAtomic(join(folder, 'text'), 'größe')
  await writeFileAtomic(join(folder, 'bytes'), Uint8Array.of(1, 2))
  await writeFileAtomic(join(folder, 'parts'), [Uint8Array.of(1), new Uint8Array(0), Uint8Array.of(2, 3)])
  await writeFileAtomic(join(folder, 'none'), [])
  await writeFileAtomic(join(folder, 'stream'), Readable.from([Buffer.of(4), Buffer.of(5, 6)]))
  expect([...(await readFile(join(folder, 'stream')))]).toEqual([4, 5, 6])
  expect(await readFile(join(folder, 'text'), 'utf8')).toBe('größe')
  expect([...(await readFile(join(folder, 'bytes')))]).toEqual([1, 2])
  expect([...(await readFile(join(folder, 'parts')))]).toEqual([1, 2, 3])
  expect(await readdir(folder)).toEqual(['bytes', 'none', 'parts', 'stream', 'text'])
})

test('an existing file is replaced and missing folders are made', async () => {
  const path = join(folder, 'a', 'b', 'file')
  await writeFileAtomic(path, 'a longer old text')
  await writeFileAtomic(path, 'new')
  expect(await readFile(path, 'utf8')).toBe('new')
})

test('writers at the same time leave one whole file', async () => {
  const path = join(folder, 'file')
  const texts = Array.from({ length: 8 }, (_, index) => String(index).repeat(100_000))
  await Promise.all(texts.map(text => writeFileAtomic(path, text)))
  expect(texts).toContain(await readFile(path, 'utf8'))
  expect(await readdir(folder)).toEqual(['file'])
})

test('a failure is explained and leaves nothing behind', async () => {
  await writeFile(join(folder, 'file'), 'old')
  await mkdir(join(folder, 'full', 'inner'), { recursive: true })
  const refusals: [string, string][] = [
    [join(folder, 'file', 'below'), 'a part of the path is not a folder'],
    [join(folder, 'full'), 'it is a folder'],
    [join(folder, 'n'.repeat(300)), 'the name is too long'],
  ]
  for (const [path, reason] of refusals) {
    await expect(writeFileAtomic(path, 'new')).rejects.toThrow(EnvironmentError)
    await expect(writeFileAtomic(path, 'new')).rejects.toThrow(`cannot write ${path}: `)
    await expect(writeFileAtomic(path, 'new')).rejects.toThrow(reason)
  }
  expect(await readdir(folder)).toEqual(['file', 'full'])
  expect(await readFile(join(folder, 'file'), 'utf8')).toBe('old')
})

test('a folder that may not be written keeps its old file', async () => {
  const locked = join(folder, 'locked')
  await writeFileAtomic(join(locked, 'file'), 'old')
  await chmod(folder, 0o755)
  await chmod(locked, 0o555)
  await asOrdinaryUser(async () => {
    await expect(writeFileAtomic(join(locked, 'file'), 'new')).rejects.toThrow('permission denied')
  })
  expect(await readdir(locked)).toEqual(['file'])
  expect(await readFile(join(locked, 'file'), 'utf8')).toBe('old')
  await chmod(locked, 0o755)
})

/** Root may write everywhere: for the time of the call it is user 65534. */
async function asOrdinaryUser(call: () => Promise<void>): Promise<void> {
  const isRoot = process.geteuid?.() === 0
  if (isRoot) process.seteuid?.(65_534)
  try {
    await call()
  } finally {
    if (isRoot) process.seteuid?.(0)
  }
}
