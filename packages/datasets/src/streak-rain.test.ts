import { join } from 'node:path'
import { DataError, type Picture, Random, UsageError } from '@dfpir/core'
import { openTrainingData, PictureCache, TrainingData } from './index.js'
import { pictureFolder, temporaryFolder, waves } from './temporary-folder.test.helper.js'

/** Bright columns, some pixels apart, on black. */
function layer(apart: number): Picture {
  const data = Uint8Array.from({ length: 64 * 48 }, (_, pixel) => (pixel % apart === 0 ? 200 : 0))
  return { width: 64, height: 48, channels: 1, depth: 8, data }
}

let clean: string
let streaks: string
beforeAll(async () => {
  clean = await pictureFolder(['1.png', '2.png'])
  streaks = await temporaryFolder({ '1.png': layer(8), '2.png': layer(16) })
})

test('patches get the streaks of a folder: brighter, alike in all colours, the same for the same seed', async () => {
  const [source] = await openTrainingData([{ task: 'derain', clean, streaks }])
  const looks = new Set<string>()
  for (let seed = 0; seed < 20; seed++) {
    const { input, target, prompt } = await source.sample(0, 16, new Random(seed))
    expect(prompt).toBe('derain')
    expect(await source.sample(0, 16, new Random(seed))).toEqual({ input, target, prompt })
    const added = input.data.map((value, i) => value - target.data[i])
    expect(Math.max(...added)).toBeGreaterThan(5)
    for (let i = 0; i < added.length; i += 3) {
      const light = Math.max(added[i], added[i + 1], added[i + 2])
      for (const j of [i, i + 1, i + 2]) expect(input.data[j]).toBe(Math.min(target.data[j] + light, 255))
    }
    looks.add(added.join())
  }
  expect(looks.size).toBe(20)
})

test('other options of an entry go on working', async () => {
  const change = { shrink: 0.7, enlarge: 1.5, jpeg: 1, recolour: 0.5, upright: true }
  const [source] = await openTrainingData([{ task: 'derain', clean, streaks, ...change }])
  const { input, target } = await source.sample(1, 16, new Random(1))
  expect([input.width, target.width]).toEqual([16, 16])
  expect(input).not.toEqual(target)
})

test('a folder that is missing or empty is refused, layers that cannot be read are found before training', async () => {
  const gone = join(streaks, 'gone')
  await expect(openTrainingData([{ task: 'derain', clean, streaks: gone }])).rejects.toThrow(`no folder ${gone}`)
  await expect(openTrainingData([{ task: 'derain', clean, streaks: gone }])).rejects.toThrow(UsageError)
  const empty = await temporaryFolder({ 'notes.txt': new Uint8Array(1) })
  await expect(openTrainingData([{ task: 'derain', clean, streaks: empty }])).rejects.toThrow(DataError)
  const broken = await temporaryFolder({ '1.png': layer(8), '2.png': new Uint8Array(4) })
  expect(await (await TrainingData.open([{ task: 'derain', clean, streaks: broken }])).check({ patch: 16 })).toEqual([
    { kind: 'unreadable', message: `${join(broken, '2.png')} is not an image of a known format` },
  ])
})

test('the cache keeps grey beside colours, in a third of the room', async () => {
  const folder = await temporaryFolder({ '1.png': waves(10, 10) })
  const cache = new PictureCache()
  const path = join(folder, '1.png')
  const [grey, colours] = [await cache.grey(path), await cache.get(path)]
  expect(grey).toMatchObject({ width: 10, height: 10, channels: 1, depth: 8 })
  expect(grey.data[0]).toBe(Math.round((colours.data[0] + colours.data[1] + colours.data[2]) / 3))
  expect(cache.bytes).toBe(400)
  expect(await cache.grey(path)).toBe(grey)
})
