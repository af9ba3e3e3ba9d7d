import { DataError, Random, UsageError } from '@dfpir/core'
import { cutPatch, drawPlace, EpochOrder, openTrainingData, PatchSampler, type TrainingEntry } from './index.js'
import { temporaryFolder, waves } from './temporary-folder.test.helper.js'

let clean: string
let degraded: string

beforeAll(async () => {
  clean = await temporaryFolder({ '1.png': waves(24, 20, 1), '2.png': waves(20, 30, 2), '3.png': waves(16, 16, 3) })
  degraded = await temporaryFolder({ '1.png': waves(24, 20, 4), '2.png': waves(20, 30, 5), '3.png': waves(16, 16, 6) })
})

const options = { patch: 16, batch: 4, seed: 7 }
const noise = (): TrainingEntry => ({ task: 'denoise', sigma: [15, 50], clean })

async function open(entries: TrainingEntry[], changes = {}) {
  return new PatchSampler(await openTrainingData(entries), { ...options, ...changes })
}

test('a batch has clean patches of values k / 255, noisy copies and the prompts of their levels', async () => {
  const { input, target, prompts } = await (await open([noise()])).batchAt(0)
  expect(input.length).toBe(4 * 16 * 16 * 3)
  expect(target.length).toBe(input.length)
  expect(target.every(value => Math.fround(Math.round(value * 255) / 255) === value)).toBe(true)
  expect(prompts).toHaveLength(4)
  prompts.forEach((prompt, index) => {
    const sigma = Number(/^denoise-(15|50)$/.exec(prompt)![1])
    const size = 16 * 16 * 3
    const errors = input.subarray(index * size, (index + 1) * size).map((value, i) => value - target[index * size + i])
    const deviation = 255 * Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / size)
    expect(deviation / sigma).toBeGreaterThan(0.75) // clipping takes some away
    expect(deviation / sigma).toBeLessThan(1.15)
  })
})

test('a batch follows from seed and step alone, whatever was drawn before', async () => {
  const sampler = await open([noise()])
  const third = await sampler.batchAt(2)
  await sampler.batchAt(0)
  await sampler.batchAt(5)
  expect(await sampler.batchAt(2)).toEqual(third)
  expect(await (await open([noise()])).batchAt(2)).toEqual(third)
  expect(await (await open([noise()], { seed: 8 })).batchAt(2)).not.toEqual(third)
  expect(await sampler.batchAt(3)).not.toEqual(third)
})

test('every level is drawn', async () => {
  const sampler = await open([noise()])
  const prompts = new Set((await Promise.all([0, 1, 2, 3].map(step => sampler.batchAt(step)))).flatMap(b => b.prompts))
  expect([...prompts].sort()).toEqual(['denoise-15', 'denoise-50'])
})

test('an epoch visits every picture as often as its entry repeats it', async () => {
  const entries: TrainingEntry[] = [
    { task: 'derain', input: degraded, target: clean, repeat: 3 },
    { task: 'denoise', sigma: 25, clean },
  ]
  const { prompts } = await (await open(entries, { batch: 12 })).batchAt(1)
  expect(prompts.filter(prompt => prompt === 'derain')).toHaveLength(9)
  expect(prompts.filter(prompt => prompt === 'denoise-25')).toHaveLength(3)
})

test('separate batches hold one entry each, and an epoch visits every picture as often', async () => {
  const entries: TrainingEntry[] = [
    { task: 'derain', input: degraded, target: clean, repeat: 4 },
    { task: 'denoise', sigma: 25, clean, repeat: 2 },
  ]
  const sampler = await open(entries, { batch: 3, batches: 'separate' })
  const paths: string[] = []
  for (let step = 0; step < 12; step++) {
    const { prompts } = await sampler.batchAt(step)
    expect(new Set(prompts).size).toBe(1)
    paths.push(...sampler.pathsAt(step))
  }
  const visits = (folder: string) => paths.filter(path => path.startsWith(folder))
  expect(visits(degraded)).toHaveLength(24)
  expect(visits(clean)).toHaveLength(12)
  for (const name of ['1.png', '2.png', '3.png']) {
    expect(paths.filter(path => path.startsWith(degraded) && path.endsWith(name))).toHaveLength(8)
  }
})

test('pairs are cut and turned alike', async () => {
  const sampler = await open([{ task: 'dehaze', input: clean, target: clean }])
  const { input, target, prompts } = await sampler.batchAt(0)
  expect(input).toEqual(target)
  expect(prompts).toEqual(['dehaze', 'dehaze', 'dehaze', 'dehaze'])
  const other = await (await open([{ task: 'dehaze', input: degraded, target: clean }])).batchAt(0)
  expect(other.input).not.toEqual(other.target)
  expect(other.target).toEqual(target)
})

test('epochs are permutations, different ones, that need no earlier epoch', () => {
  const order = new EpochOrder(50, 1)
  const epoch = (number: number) => Array.from({ length: 50 }, (_, index) => order.at(number * 50 + index))
  const second = epoch(1)
  expect([...second].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => index))
  expect(epoch(0)).not.toEqual(second)
  expect(epoch(1)).toEqual(second)
  expect(new EpochOrder(50, 1).at(63)).toBe(second[13])
})

test('patches reach every corner and take every transform', () => {
  const random = new Random(4)
  const picture = waves(5, 4)
  const patches = Array.from({ length: 600 }, () => cutPatch(picture, drawPlace(picture, 3, random)).data.join())
  expect(new Set(patches).size).toBe(3 * 2 * 8)
})

test('a picture smaller than the patch is an error that names the file, its size and the patch', async () => {
  const drawing = (await open([noise()], { patch: 17, batch: 3 })).batchAt(0)
  await expect(drawing).rejects.toThrow(DataError)
  await expect(drawing).rejects.toThrow(/3\.png is 16×16 pixels, too small for patches of 17×17/)
})

test.each<[string, object]>([
  [
    "task must be one of denoise, derain, dehaze, deblur, lowlight, got 'denose' (did you mean denoise?)",
    { task: 'denose' },
  ],
  ['needs noise levels', { task: 'denoise', clean: '.' }],
  ['repeat must be a whole number of at least 1, got 0', { task: 'derain', repeat: 0 }],
  ['there is no folder ./gone', { task: 'denoise', sigma: 25, clean: './gone' }],
  ['noisy pairs need exactly one noise level', { task: 'denoise', sigma: [15, 25], input: '.', target: '.' }],
])('%s', async (message, entry) => {
  const opening = openTrainingData([entry as TrainingEntry])
  await expect(opening).rejects.toThrow(message)
  await expect(opening).rejects.toThrow(UsageError)
})

test('no entries, no patch and no batch are refused', async () => {
  await expect(openTrainingData([])).rejects.toThrow('at least one data entry')
  await expect(open([noise()], { patch: 0 })).rejects.toThrow('patch must be a whole number of at least 1, got 0')
  await expect(open([noise()], { batch: 1.5 })).rejects.toThrow('batch must be')
})
