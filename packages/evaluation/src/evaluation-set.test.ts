import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DataError, UsageError } from '@dfpir/core'
import { degradedSet, type EvaluationSet, noiseSet, pairSet } from './evaluation-set.js'
import { brighter, temporaryFolder, waves } from './temporary-folder.test.helper.js'

async function readAll(set: EvaluationSet) {
  return Promise.all(set.names.map((_, index) => set.read(index)))
}

test('noise follows from seed and name, not from the other pictures or their order', async () => {
  const many = await temporaryFolder({ '1.png': waves(30, 20), '2.png': waves(30, 20), '10.png': waves(30, 20, 1) })
  const one = await temporaryFolder({ '2.png': waves(30, 20) })
  const [first, second, third] = await readAll(await noiseSet(many, { sigma: 15, seed: 3 }))
  expect([first.name, second.name, third.name]).toEqual(['1.png', '2.png', '10.png'])
  expect(second.target).toEqual(waves(30, 20))
  expect((await readAll(await noiseSet(one, { sigma: 15, seed: 3 })))[0]).toEqual(second)
  expect(first.target).toEqual(second.target)
  expect(first.input).not.toEqual(second.input)
  expect((await readAll(await noiseSet(one, { sigma: 15, seed: 4 })))[0].input).not.toEqual(second.input)
})

test('the noise has the level that was asked for', async () => {
  const folder = await temporaryFolder({ '1.png': waves(120, 100) })
  const set = await noiseSet(folder, { sigma: 12, seed: 0 })
  const { input, target } = await set.read(0)
  const errors = Float64Array.from(input.data, (value, i) => value - target.data[i] + 0.5)
  const deviation = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length)
  expect(deviation).toBeCloseTo(12, 0)
  expect(set).toMatchObject({ task: 'denoise', sigma: 12 })
})

test('other degradations are those of training, and follow from seed, task and name', async () => {
  const folder = await temporaryFolder({ '1.png': waves(40, 30) })
  const read = async (task: 'derain' | 'lowlight', seed: number) => (await degradedSet(folder, { task, seed })).read(0)
  const { input, target } = await read('derain', 1)
  expect(target).toEqual(waves(40, 30))
  expect(input).not.toEqual(target)
  expect((await read('derain', 1)).input).toEqual(input)
  expect((await read('derain', 2)).input).not.toEqual(input)
  expect((await read('lowlight', 1)).input).not.toEqual(input)
  expect(await degradedSet(folder, { task: 'derain', seed: 1 })).toMatchObject({ task: 'derain', names: ['1.png'] })
})

test('crop cuts both pictures to the same middle part', async () => {
  const inputs = await temporaryFolder({ '1.png': waves(37, 20, 1) })
  const targets = await temporaryFolder({ '1.png': waves(37, 20, 1) })
  const { input, target } = await (await pairSet(inputs, targets, { crop: 16 })).read(0)
  expect(input).toMatchObject({ width: 32, height: 16 })
  expect(input).toEqual(target)
  const noisy = await (await noiseSet(targets, { sigma: 0, seed: 0, crop: 16 })).read(0)
  expect(noisy.input).toEqual(target)
  await expect(pairSet(inputs, targets, { crop: 0 })).rejects.toThrow('crop must be')
})

test('pairs carry the name of their input; files without partner are told', async () => {
  const inputs = await temporaryFolder({ '1.tiff': brighter(waves(16, 16), 5), 'only.png': waves(16, 16) })
  const targets = await temporaryFolder({ '1.png': waves(16, 16) })
  const set = await pairSet(inputs, targets, { task: 'derain' })
  expect(await set.read(0)).toEqual({ name: '1.tiff', input: brighter(waves(16, 16), 5), target: waves(16, 16) })
  expect(set).toMatchObject({ task: 'derain', names: ['1.tiff'] })
  expect(await set.check!()).toMatchObject({
    faults: [{ kind: 'no-partner', message: `${join(inputs, 'only.png')} has no clean partner` }],
    sizes: { largestArea: 256 },
  })
})

test('files are looked over by their heads', async () => {
  const photos = await temporaryFolder({ '1.png': waves(16, 16), '2.png': waves(16, 24) })
  const other = await temporaryFolder({ '1.png': waves(16, 16), '2.png': waves(24, 16) })
  await writeFile(join(photos, '1.png'), 'no picture')
  const unreadable = { kind: 'unreadable', message: `${join(photos, '1.png')} is not an image of a known format` }
  const sizes = `${join(photos, '2.png')} is 16×24 pixels, ${join(other, '2.png')} 24×16`
  expect((await (await pairSet(photos, other)).check!()).faults).toEqual([
    unreadable,
    { kind: 'different-sizes', message: sizes },
  ])
  expect((await (await noiseSet(photos, { sigma: 25, seed: 0 })).check!()).faults).toEqual([unreadable])
})

test('folders that hold no image, or share no name, are refused', async () => {
  const photos = await temporaryFolder({ '1.png': waves(16, 16) })
  const other = await temporaryFolder({ '2.png': waves(16, 16) })
  const empty = await temporaryFolder()
  await expect(pairSet(photos, empty)).rejects.toThrow(DataError)
  await expect(noiseSet(empty, { sigma: 25, seed: 0 })).rejects.toThrow(DataError)
  await expect(pairSet(photos, other)).rejects.toThrow('has the name of one in')
})

test('missing folders are wrong usage, different sizes wrong data', async () => {
  const inputs = await temporaryFolder({ '1.png': waves(16, 16) })
  const targets = await temporaryFolder({ '1.png': waves(16, 24) })
  await expect(noiseSet(join(inputs, 'gone'), { sigma: 25, seed: 0 })).rejects.toThrow(UsageError)
  await expect((await pairSet(inputs, targets)).read(0)).rejects.toThrow(DataError)
})
