import { lay, noisy, temporaryFolder, tinyField } from './field.test.helper.js'
import { openField } from './open-field.js'

const folder = temporaryFolder()
beforeAll(() => lay(folder, tinyField))

test('sets of pairs and photographs, with their tasks; a set that is missing has its title alone', async () => {
  const { pairs, photographs } = await openField(folder)
  expect(pairs.map(({ title, set }) => [title, set?.task, set?.names])).toEqual([
    ['Rain100L', undefined, undefined],
    ['SOTS indoor', undefined, undefined],
    ['PolyU', 'denoise', ['2.webp', '10.png']],
    ['LOL', undefined, undefined],
  ])
  expect(photographs.map(({ title, task, names }) => [title, task, names])).toEqual([
    ['rain', 'derain', ['00.png']],
    ['noise', 'denoise', ['00.png', '01.png']],
  ])
  const { input, target } = await pairs[2].set!.read(1)
  expect([input.width, target.height]).toEqual([40, 32])
})

test('only the sets that are named, and the first pictures of each', async () => {
  const { pairs, photographs } = await openField(folder, { sets: ['polyu', 'noise'], limit: 1 })
  expect(pairs.map(({ set }) => set?.names)).toEqual([['2.webp']])
  expect(photographs.map(({ names }) => names)).toEqual([['00.png']])
})

test.each([
  ['there is no folder nowhere', 'nowhere', []],
  ['there is no set lola', folder, ['polyu', 'lola']],
  [/^there is no folder .*rain100l$/, folder, ['rain100l']],
  ['has none of the folders rain100l, ', `${folder}/polyu`, []],
])('%s is wrong usage', async (message, root, sets) => {
  await expect(openField(root, { sets })).rejects.toThrow(message)
  await expect(openField(root, { sets })).rejects.toMatchObject({ name: 'UsageError' })
})

test('a set without targets, or whose files have no partners, is refused', async () => {
  const lonely = await lay(temporaryFolder(), { 'lol/input/1.png': noisy })
  await expect(openField(lonely)).rejects.toThrow(/^there is no folder .*target$/)
  await lay(lonely, { 'lol/target/2.png': noisy })
  await expect(openField(lonely)).rejects.toThrow(/^no file in .* has the name of one in /)
})
