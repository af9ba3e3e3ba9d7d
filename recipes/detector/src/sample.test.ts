import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Random, tasks } from '@dfpir/core'
import { rgbPicture, writePicture } from '@dfpir/images'
import { PictureFiles } from './picture-files.js'
import { drawSamples } from './sample.js'
import { makeSamples } from './sample-table.js'
import { listTrainingFiles } from './training-folders.js'

const folder = mkdtempSync(join(tmpdir(), 'dfpir-samples-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A computed scene; levels of one channel where there is but one. */
function scene(seed: number, channels: 1 | 3) {
  const [width, height] = [200, 150]
  const data = Uint8Array.from({ length: width * height * channels }, (_, i) =>
    Math.min(255, 128 + 90 * Math.sin(i / 37 + seed) * Math.cos(i / 4100) + ((i * 7919) % 23)),
  )
  return channels === 3 ? rgbPicture(width, height, data) : { width, height, channels, depth: 8 as const, data }
}

beforeAll(async () => {
  for (const name of ['photos', 'streaks', 'rooms/images', 'rooms/depths', 'dark/input', 'dark/target']) {
    mkdirSync(join(folder, name), { recursive: true })
    const channels = name === 'streaks' || name === 'rooms/depths' ? 1 : 3
    for (const seed of [1, 2, 3]) await writePicture(join(folder, name, `${seed}.png`), scene(seed, channels))
  }
})

const folders = () => ({
  photographs: [join(folder, 'photos')],
  streaks: join(folder, 'streaks'),
  rooms: join(folder, 'rooms'),
  dark: join(folder, 'dark'),
})

test('every damage is drawn, alone and with another, and the same numbers give the same pictures', async () => {
  const { training } = await listTrainingFiles(folders())
  const files = new PictureFiles(training)
  const wanted = ['none', 'several', 'unknown', ...tasks].sort()
  const found = new Set<string>()
  for (let seed = 0; seed < 80 && found.size < wanted.length; seed++) {
    const samples = await drawSamples(files, new Random(seed))
    for (const { picture, truth, sigma } of samples) {
      const there = Object.entries(truth).filter(([, yes]) => yes)
      found.add(there.length > 1 ? 'several' : (there[0]?.[0] ?? 'none'))
      if (sigma !== undefined) expect(sigma).toBeGreaterThan(0)
      expect(picture.data).toHaveLength(picture.width * picture.height * 3)
    }
    if (seed < 3) expect(await drawSamples(files, new Random(seed))).toEqual(samples)
  }
  expect([...found].sort()).toEqual(wanted)
})

test('samples that were made are not made again, and what is held out is of other photographs', async () => {
  const { training, heldOut } = await listTrainingFiles(folders())
  expect(heldOut.photographs).toHaveLength(1)
  expect(training.photographs).not.toContain(heldOut.photographs[0])
  const make = (photographs: readonly string[]) =>
    makeSamples(
      { photographs, streaks: [], rooms: [], dark: [] },
      { name: 'heldOut', cache: join(folder, 'cache'), scenes: 3, chunk: 3 },
    )
  const first = await make(heldOut.photographs)
  expect(first.count).toBeGreaterThanOrEqual(3)
  expect(first.truth).toHaveLength(6 * first.count)
  expect(await make([])).toEqual(first)
})

test('without photographs there is nothing to learn from', async () => {
  await expect(listTrainingFiles({ photographs: [] })).rejects.toThrow('expected a folder of photographs')
  await expect(listTrainingFiles({ photographs: [join(folder, 'missing')] })).rejects.toThrow('missing')
})
