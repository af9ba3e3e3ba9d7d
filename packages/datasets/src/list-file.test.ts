import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { DataError, UsageError } from '@dfpir/core'
import fc from 'fast-check'
import { filesOf } from './find-faults.js'
import { openList } from './index.js'
import { temporaryFolder, waves } from './temporary-folder.test.helper.js'

const bytes = (text: string) => new TextEncoder().encode(text)

/** Writes a list beside two pictures and opens it. */
async function open(text: string) {
  const folder = await temporaryFolder({
    'list.txt': bytes(text),
    'a/1.png': waves(6, 4, 1),
    'b/1.png': waves(6, 4, 2),
  })
  return { folder, set: await openList(join(folder, 'list.txt')) }
}

test('a path on each line: clean photographs, in the order of the list', async () => {
  const { folder, set } = await open('\uFEFF# clean\r\nb/1.png\r\n\r\n  a/1.png  \n./a/my photo.png\n')
  if (set.kind !== 'clean') throw new Error('expected clean photographs')
  expect(set.photos.names).toEqual(['b/1.png', 'a/1.png', 'a/my photo.png'])
  expect(set.photos.path(2)).toBe(join(folder, 'a/my photo.png'))
  expect(await set.photos.picture(0)).toEqual(waves(6, 4, 2))
})

test.each(['a/1.png\tb/1.png', 'a/1.png b/1.png', 'a/1.png   b/1.png', ' a/1.png \t b/1.png '])(
  'two paths on each line: pairs (%j)',
  async line => {
    const { folder, set } = await open(line)
    if (set.kind !== 'pairs') throw new Error('expected pairs')
    const pair = { name: 'a/1', input: join(folder, 'a/1.png'), target: join(folder, 'b/1.png') }
    expect(set.pairs.pairs).toEqual([pair])
    expect(await set.pairs.pictures(0)).toEqual({ input: waves(6, 4, 1), target: waves(6, 4, 2) })
  },
)

test('absolute paths are taken when they lie in the folder of the list', async () => {
  const folder = await temporaryFolder({ 'a/1.png': waves(6, 4) })
  const other = await temporaryFolder({ 'list.txt': bytes(join(folder, 'a/1.png')) })
  await writeFile(join(folder, 'list.txt'), join(folder, 'a/1.png'))
  expect(await openList(join(folder, 'list.txt'))).toMatchObject({ photos: { names: ['a/1.png'] } })
  await expect(openList(join(other, 'list.txt'))).rejects.toThrow(`line 1 is outside the folder of the list: ${folder}`)
})

test('a path may go up as long as it stays inside', async () => {
  expect((await open('a/b/../../a/1.png')).set).toMatchObject({ photos: { names: ['a/1.png'] } })
})

test.each([
  ['../1.png', 'line 1 is outside the folder of the list'],
  ['a/1.png\n# up\na/../../1.png', 'line 3 is outside the folder of the list'],
  ['/etc/hosts', 'line 1 is outside the folder of the list: /etc/hosts'],
  ['a/1.png\t../b/1.png', 'line 1 is outside the folder of the list'],
  ['.', 'line 1 is outside the folder of the list'],
  ['a.png\tb.png\tc.png', 'line 1 has 3 paths, expected 1 or 2'],
  ['a.png\na.png\tb.png', 'line 2 has 2 paths, but earlier lines have 1'],
  ['a.png\tb.png\na.png', 'line 2 has 1 path, but earlier lines have 2'],
  ['..\n'.repeat(5), '; … and 2 more'],
  ['# nothing\n\n', 'expected paths of pictures in'],
])('%j is refused', async (text, message) => {
  const opening = open(text)
  await expect(opening).rejects.toThrow(message)
  await expect(opening).rejects.toThrow(DataError)
})

test('a list that is not there is wrong usage', async () => {
  await expect(openList('./gone.txt')).rejects.toThrow(UsageError)
  await expect(openList('./gone.txt')).rejects.toThrow('cannot read the list ./gone.txt: the file does not exist')
})

test('whatever a list says, nothing outside its folder is named', async () => {
  const part = fc.constantFrom('..', '.', 'a', '/', '//', '...', ' ', '\t', 'b.png', '#', '\\')
  const text = fc.array(part, { maxLength: 12 }).map(parts => parts.join('/'))
  const folder = await temporaryFolder({})
  await fc.assert(
    fc.asyncProperty(text, async line => {
      await writeFile(join(folder, 'list.txt'), line)
      const set = await openList(join(folder, 'list.txt')).catch((error: unknown) => {
        expect(error).toBeInstanceOf(DataError)
        return undefined
      })
      for (const path of set ? filesOf(set) : []) expect(resolve(path).startsWith(`${folder}/`)).toBe(true)
    }),
  )
})
