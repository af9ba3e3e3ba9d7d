import { join } from 'node:path'
import { readPicture } from '@dfpir/datasets'
import { degradedCopy, denoiseKind } from '@dfpir/degradations'
import { comparePictures } from '@dfpir/metrics'
import { clean, lay, noisy, temporaryFolder } from './field.test.helper.js'
import { jpegSets } from './jpeg-sets.js'

const folder = temporaryFolder()
beforeAll(() => lay(folder, { 'a.png': clean, 'b.png': noisy }))

test('noise of σ 25 that went through JPEGs, which keep more of it the better they are', async () => {
  const sets = await jpegSets(folder, { seed: 7, limit: 1 })
  expect(sets.map(({ title }) => title)).toEqual([70, 80, 90, 95].map(quality => `σ 25, JPEG ${quality}`))
  expect(sets[0].set).toMatchObject({ task: 'denoise', sigma: 25, names: ['a.png'] })
  const given = { sigma: 25 }
  const noisy = degradedCopy(await readPicture(join(folder, 'a.png')), denoiseKind, { seed: 7, name: 'a.png', given })
  const cases = await Promise.all(sets.map(({ set }) => set!.read(0)))
  const likeness = cases.map(({ input }) => comparePictures(input, noisy.picture).psnr)
  expect(likeness).toEqual(likeness.toSorted((a, b) => a - b))
  expect(likeness[0]).toBeLessThan(likeness[3] - 0.5)
  expect(cases[0].target.data).toEqual(clean.data)
})

test('the noise follows from the seed', async () => {
  const read = async (seed: number) => (await (await jpegSets(folder, { seed }))[0].set!.read(1)).input.data
  expect(await read(7)).toEqual(await read(7))
  expect(await read(8)).not.toEqual(await read(7))
})
