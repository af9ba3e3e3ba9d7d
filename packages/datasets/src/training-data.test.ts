import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { DataError, UsageError } from '@dfpir/core'
import { openTrainingData, PatchSampler, TrainingData, type TrainingEntry } from './index.js'
import { pictureFolder, temporaryFolder, waves } from './temporary-folder.test.helper.js'

let photos: string
let rain: string
let lol: string
let lists: string

beforeAll(async () => {
  const bytes = (text: string) => new TextEncoder().encode(text)
  photos = await pictureFolder(['1.png', '2.png'])
  rain = await pictureFolder(['rainy/rain-1.png', 'gt/norain-1.png'])
  lol = await pictureFolder(['our485/low/1.png', 'our485/high/1.png', 'eval15/low/2.png', 'eval15/high/2.png'])
  lists = await temporaryFolder({
    '1.png': waves(40, 24, 7),
    '2.png': waves(40, 24, 8),
    'clean.txt': bytes('1.png\n2.png'),
    'pairs.txt': bytes('1.png\t2.png'),
  })
})

const options = { patch: 16, batch: 6, seed: 7 }

async function batch(entries: TrainingEntry[], step = 0, batch = 6) {
  return new PatchSampler(await openTrainingData(entries), { ...options, batch }).batchAt(step)
}

test('entries name pictures by layout, list and folder, and visit each as often as they say', async () => {
  const sources = await openTrainingData([
    { task: 'derain', layout: 'rain100l', root: rain, repeat: 120 },
    { task: 'lowlight', layout: 'lol', root: lol }, // of the splits, the one to train on
    { task: 'denoise', sigma: [15, 25, 50], layout: 'flat', root: photos },
    { task: 'deblur', list: join(lists, 'pairs.txt') },
    { task: 'dehaze', list: join(lists, 'clean.txt') },
  ])
  expect(sources.map(({ length, repeat }) => [length, repeat])).toEqual([
    [1, 120],
    [1, 1],
    [2, 1],
    [1, 1],
    [2, 1],
  ])
})

test('a folder with the name of a published set and fewer pictures is reported once', async () => {
  const clean = join(await pictureFolder(['BSD400/a.png', 'BSD400/b.png']), 'BSD400')
  const entries: TrainingEntry[] = [
    { task: 'denoise', sigma: 25, clean },
    { task: 'derain', clean },
    { task: 'dehaze', clean: photos },
  ]
  const message = `${clean} has 2 pictures; the published set of that name has 400`
  expect((await TrainingData.open(entries)).incompleteSets()).toEqual([message])
  const selected: TrainingEntry = { task: 'derain', clean, names: join(lists, 'clean.txt') }
  expect((await TrainingData.open([selected])).incompleteSets()).toEqual([])
})

test.each(['derain', 'dehaze', 'deblur', 'lowlight'] as const)('%s is made from clean photographs', async task => {
  const { input, target, prompts } = await batch([{ task, clean: photos }])
  expect(prompts).toEqual(new Array(6).fill(task))
  expect(input).not.toEqual(target)
  expect(await batch([{ task, clean: photos }])).toEqual({ input, target, prompts })
})

test('noise of a sensor keeps the prompts of its levels, and a share of the patches becomes JPEGs', async () => {
  const entry = { task: 'denoise', sigma: [15, 50], clean: photos } as const
  const gaussian = await batch([entry])
  const sensor = await batch([{ ...entry, noise: 'sensor' }])
  expect(new Set(sensor.prompts)).toEqual(new Set(['denoise-15', 'denoise-50']))
  expect(sensor.input).not.toEqual(gaussian.input)
  const rain = { task: 'derain', clean: photos } as const
  const plain = await batch([rain], 0, 40)
  const saved = await batch([{ ...rain, jpeg: 0.5 }], 0, 40)
  expect(saved.target).toEqual(plain.target)
  const size = plain.input.length / 40
  const part = ({ input }: typeof plain, index: number) => input.subarray(index * size, (index + 1) * size)
  const changed = plain.prompts.filter((_, index) =>
    part(plain, index).some((value, at) => value !== part(saved, index)[at]),
  )
  expect(changed.length).toBeGreaterThan(10)
  expect(changed.length).toBeLessThan(30)
})

test('practical noise and noise of a range get prompts of the levels that there are', async () => {
  const noisy = { task: 'denoise', clean: photos } as const
  const names = ['denoise-15', 'denoise-25', 'denoise-50']
  const practical = await batch([{ ...noisy, noise: 'practical', sigma: [15, 25, 50] }], 0, 30)
  expect([...new Set(practical.prompts)].sort()).toEqual(names)
  const ranging = await batch([{ ...noisy, sigma: { from: 0, to: 55, prompts: [15, 25, 50] } }], 0, 30)
  expect([...new Set(ranging.prompts)].sort()).toEqual(names)
  expect(ranging.target).toEqual(practical.target)
})

test('a second damage changes the target, noise as a second one does not', async () => {
  const rain = { task: 'derain', clean: photos } as const
  const alone = await batch([rain])
  expect((await batch([{ ...rain, also: { dehaze: 1 } }])).target).not.toEqual(alone.target)
  const noisy = await batch([{ ...rain, also: { denoise: 1 } }])
  expect(noisy.target).toEqual(alone.target)
  expect(noisy.input).not.toEqual(alone.input)
  expect(noisy.prompts).toEqual(alone.prompts)
})

test('patches may be shrunk after they are degraded', async () => {
  const entry = { task: 'dehaze', clean: photos } as const
  expect(await batch([{ ...entry, shrink: 1 }])).toEqual(await batch([entry]))
  expect((await batch([{ ...entry, shrink: 0.5 }])).target).not.toEqual((await batch([entry])).target)
  expect(await batch([{ ...entry, shrink: { from: 0.5, to: 1 } }])).toEqual(await batch([{ ...entry, shrink: 0.5 }]))
})

test('patches may be enlarged, brightened, saturated and kept upright', async () => {
  const entry = { task: 'dehaze', clean: photos } as const
  const plain = await batch([entry])
  expect(await batch([{ ...entry, enlarge: 1, brightness: 1, saturation: 1, recolour: 0, upright: false }])).toEqual(
    plain,
  )
  for (const change of [{ enlarge: 2 }, { brightness: 2 }, { recolour: 1 }, { saturation: 2 }]) {
    expect((await batch([{ ...entry, ...change }])).target).not.toEqual(plain.target)
  }
  const upright: TrainingEntry = { ...entry, upright: true }
  expect((await batch([upright], 8)).target).not.toEqual((await batch([entry], 8)).target)
})

test('entries that went through JSON, as to another thread, give the same batch of a step', async () => {
  const entries: TrainingEntry[] = [
    { task: 'derain', layout: 'rain100l', root: rain, repeat: 2 },
    { task: 'denoise', sigma: [15, 50], clean: photos },
    { task: 'lowlight', list: join(lists, 'clean.txt') },
  ]
  const copy = JSON.parse(JSON.stringify(entries))
  expect(await batch(copy, 3)).toEqual(await batch(entries, 3))
  expect(structuredClone(entries)).toEqual(entries)
})

test.each<[string, object]>([
  ['needs one of clean; input and target; layout and root; list: got none of them', { task: 'derain' }],
  ['got clean, list', { task: 'derain', clean: '.', list: 'list.txt' }],
  ['got input', { task: 'derain', input: '.' }],
  ['got layout', { task: 'derain', layout: 'rain100l' }],
  ['got root', { task: 'derain', root: '.' }],
  ['there is no layout rain100', { task: 'derain', layout: 'rain100', root: '.' }],
  ['the pairs of the layout gopro are for deblur, got the task derain', { task: 'derain', layout: 'gopro', root: '.' }],
  ['noisy pairs need exactly one noise level', { task: 'denoise', sigma: [15, 25], layout: 'pairs', root: '.' }],
  ['got a range from 0 to 9', { task: 'denoise', sigma: { from: 0, to: 9, prompts: [5] }, layout: 'pairs', root: '.' }],
  ['sigma is only for the task denoise', { task: 'derain', sigma: 15, clean: '.' }],
  ['sigma must be a number of at least 0', { task: 'denoise', sigma: -1, clean: '.' }],
  ['noise is only for the task denoise', { task: 'derain', noise: 'sensor', clean: '.' }],
  [
    'a range of sigma is only for Gaussian noise, got practical noise',
    { task: 'denoise', noise: 'practical', sigma: { from: 0, to: 55, prompts: [15] }, clean: '.' },
  ],
  ['range of sigma must be ascending', { task: 'denoise', sigma: { from: 9, to: 5, prompts: [15] }, clean: '.' }],
  [
    'sigma.1 must be a number of at least 0 and at most 255, got -2',
    { task: 'denoise', noise: 'practical', sigma: [15, -2], clean: '.' },
  ],
  ['needs noise levels', { task: 'denoise', sigma: { from: 0, to: 5, prompts: [] }, clean: '.' }],
  ['also must name other tasks', { task: 'derain', also: { derain: 0.5 }, clean: '.' }],
  [
    'unknown key also.fog (expected one of denoise, derain, dehaze, deblur, lowlight)',
    { task: 'derain', also: { fog: 0.5 }, clean: '.' },
  ],
  ['add up to at most 1, got 0.5, 0.6', { task: 'derain', also: { dehaze: 0.5, denoise: 0.6 }, clean: '.' }],
  ['also is for clean photographs, got pairs', { task: 'derain', also: { dehaze: 0.5 }, input: '.', target: '.' }],
  ['jpeg must be a share of the patches, 0 to 1, got 2', { task: 'derain', jpeg: 2, clean: '.' }],
  ['recolour must be a share of the patches, 0 to 1, got -1', { task: 'dehaze', recolour: -1, clean: '.' }],
  ['shrink must be a factor above 0 and of at most 1, got 0', { task: 'dehaze', shrink: 0, clean: '.' }],
  [
    'the range of shrink must be ascending, got 0.5 to 0.4',
    { task: 'dehaze', shrink: { from: 0.5, to: 0.4 }, clean: '.' },
  ],
  ['enlarge is for clean photographs, got pairs', { task: 'dehaze', enlarge: 2, input: '.', target: '.' }],
  ['enlarge must be a factor of 1 to 8, got 0.5', { task: 'deblur', enlarge: 0.5, clean: '.' }],
  ['brightness must be a factor of 1 to 8, got 0', { task: 'dehaze', brightness: 0, clean: '.' }],
  ['saturation must be a factor of 1 to 8, got 9', { task: 'lowlight', saturation: 9, clean: '.' }],
  ['unknown key recolor (did you mean recolour?)', { task: 'dehaze', recolor: 0.5, clean: '.' }],
  ["jpeg must be a share of the patches, 0 to 1, got '0.5'", { task: 'derain', jpeg: '0.5', clean: '.' }],
  ['or { from, to, prompts }, got { from: 0 }', { task: 'denoise', sigma: { from: 0 }, clean: '.' }],
  ['cannot read the list', { task: 'derain', list: './gone.txt' }],
])('%s', async (message, entry) => {
  const opening = openTrainingData([entry as TrainingEntry])
  await expect(opening).rejects.toThrow(message)
  await expect(opening).rejects.toThrow(UsageError)
})

test('noisy pairs of a list need one level, too', async () => {
  const list = join(lists, 'pairs.txt')
  await expect(openTrainingData([{ task: 'denoise', sigma: [15, 25], list }])).rejects.toThrow('one noise level')
  expect((await batch([{ task: 'denoise', sigma: 15, list }])).prompts[0]).toBe('denoise-15')
})

test('what is wrong with several entries comes as one error', async () => {
  const opening = openTrainingData([
    { task: 'denoise', clean: photos },
    { task: 'derain', layout: 'rain100l', root: lol },
    { task: 'dehaze', clean: './gone' },
  ])
  await expect(opening).rejects.toThrow(UsageError)
  await expect(opening).rejects.toThrow(/^3 faults in the training data:\n/)
  await expect(opening).rejects.toThrow(/needs noise levels.*\n.*no folder \.\/gone.*\n.*expected rainy\/ and gt\//)
  const empty = await temporaryFolder({ 'notes.txt': new Uint8Array(1) })
  const entry: TrainingEntry = { task: 'dehaze', clean: empty }
  await expect(openTrainingData([entry, entry])).rejects.toThrow(DataError)
})

test('a check finds the faults of all entries and all their pictures', async () => {
  const broken = await temporaryFolder({
    'input/1.png': waves(40, 24),
    'target/1.png': waves(24, 40),
    'input/2.png': new Uint8Array(3),
    'target/2.png': waves(40, 24),
    'input/3.png': waves(40, 24),
  })
  const data = await TrainingData.open([
    { task: 'derain', layout: 'pairs', root: broken },
    { task: 'dehaze', clean: './gone' },
    { task: 'denoise', sigma: 25, clean: photos },
    { task: 'deblur', clean: photos }, // shares its pictures: each is told once
  ])
  const faults = await data.check({ patch: 32 })
  const small = (name: string) => `${join(photos, name)} is 40×24 pixels, too small for patches of 32×32`
  const input = (name: string) => join(broken, 'input', name)
  expect(faults).toEqual([
    { kind: 'entry', message: 'there is no folder ./gone (Check the path; it is case-sensitive.)' },
    { kind: 'unreadable', message: `${input('2.png')} is not an image of a known format` },
    { kind: 'no-partner', message: `${input('3.png')} has no clean partner` },
    { kind: 'different-sizes', message: expect.stringContaining('1.png is 40×24 pixels') },
    { kind: 'smaller-than-patch', message: expect.stringContaining(input('1.png')) },
    { kind: 'smaller-than-patch', message: small('1.png') },
    { kind: 'smaller-than-patch', message: small('2.png') },
  ])
})

test('data without faults have none; without an entry there is one', async () => {
  const check = async (entries: TrainingEntry[]) => (await TrainingData.open(entries)).check({ patch: 24 })
  expect(await check([{ task: 'dehaze', clean: photos }])).toEqual([])
  expect(await check([])).toMatchObject([{ kind: 'entry' }])
})

test('what was opened for a check is what patches are drawn from', async () => {
  const folder = await pictureFolder(['1.png'])
  const data = await TrainingData.open([{ task: 'dehaze', clean: folder }])
  expect(await data.check({ patch: 16 })).toEqual([])
  await rename(join(folder, '1.png'), join(folder, '2.png'))
  expect(data.sources()[0].path(0)).toBe(join(folder, '1.png'))
})
