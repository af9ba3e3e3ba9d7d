// An epoch of the presets of the authors' scripts, on miniature trees, beside the rules of these scripts.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { openTrainingData, PatchSampler } from '@dfpir/datasets'
import { rgbPicture, writePicture } from '@dfpir/images'
import { parseTrainingConfig } from './config.js'

const folder = mkdtempSync(join(tmpdir(), 'dfpir-authors-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The trees as they are downloaded, one more picture in each than the lists name. */
const files = {
  noise: ['BSD400/a.png', 'BSD400/b.png', 'WED/c.png', 'WED/unlisted.png'],
  rain: ['Rain100L/rainy/rain-1.png', 'Rain100L/rainy/rain-2.png', 'Rain100L/rainy/rain-3.png'],
  haze: ['OTS/synthetic/part1/1_0.8_0.04.jpg', 'OTS/synthetic/part1/1_1_0.2.jpg', 'OTS/synthetic/part2/2_1_0.1.jpg'],
  blur: ['GoPro/train/S1/blur/001.png', 'GoPro/train/S2/blur/001.png'],
  dark: ['LOL/our485/low/7.png', 'LOL/our485/low/8.png', 'LOL/our485/low/9.png'],
}
const partners = [
  ...['Rain100L/gt/norain-1.png', 'Rain100L/gt/norain-2.png', 'Rain100L/gt/norain-3.png'],
  ...['OTS/original/1.jpg', 'OTS/original/2.jpg', 'GoPro/train/S1/sharp/001.png', 'GoPro/train/S2/sharp/001.png'],
  ...['LOL/our485/high/7.png', 'LOL/our485/high/8.png', 'LOL/our485/high/9.png'],
]
const lists = {
  'noisy/denoise.txt': 'a.png\nb.png\nc.png\nnowhere.png\n',
  'rainy/rainTrain.txt': 'rainy/rain-1.png\nrainy/rain-2.png\n',
  'hazy/hazy_outside.txt': 'synthetic/part1/1_0.8_0.04.jpg\r\nsynthetic/part2/2_1_0.1.jpg\r\n',
  'gopro/train_gopro.txt': 'S1/blur/001.png\n',
  'lol/train_lol.txt': '7.png\n9.png',
}

beforeAll(async () => {
  const data = Uint8Array.from({ length: 37 * 35 * 3 }, (_, i) => (i * 7) % 251)
  const names = [...Object.values(files).flat(), ...partners]
  for (const name of names) await writePicture(join(folder, 'data', name), rgbPicture(37, 35, data))
  for (const [name, text] of Object.entries(lists)) {
    await mkdir(dirname(join(folder, 'data_dir', name)), { recursive: true })
    writeFileSync(join(folder, 'data_dir', name), text)
  }
})

/** What the scripts put into their list of samples: each picture so often, with the text of its kind. */
function scriptsEpoch(tasks: 3 | 5): string[] {
  const often = (times: number, kind: string, names: readonly string[]) =>
    names.flatMap(name => Array<string>(times).fill(`${kind} ${name}`))
  return [
    ...['denoise-15', 'denoise-25', 'denoise-50'].flatMap(kind =>
      often(3, kind, ['BSD400/a.png', 'BSD400/b.png', 'WED/c.png']),
    ),
    ...often(tasks === 3 ? 120 : 80, 'derain', files.rain.slice(0, 2)),
    ...often(1, 'dehaze', [files.haze[0], files.haze[2]]),
    ...(tasks === 5 ? often(30, 'deblur', files.blur.slice(0, 1)) : []),
    ...(tasks === 5 ? often(60, 'lowlight', [files.dark[0], files.dark[2]]) : []),
  ]
}

test.each([3, 5] as const)('an epoch of authors-%dd visits what the scripts visit', async tasks => {
  const file = { preset: `authors-${tasks}d`, root: 'data', lists: 'data_dir', output: 'run', patch: 32, batch: 1 }
  const { data } = parseTrainingConfig(file, folder)
  const sources = await openTrainingData(data)
  const sampler = new PatchSampler(sources, { patch: 32, batch: 1, seed: 4 })
  const expected = scriptsEpoch(tasks)
  expect(sources.reduce((sum, { length, repeat }) => sum + length * repeat, 0)).toBe(expected.length)
  const visited: string[] = []
  for (let step = 0; step < expected.length; step++) {
    const [path] = sampler.pathsAt(step)
    const { prompts } = await sampler.batchAt(step)
    visited.push(`${prompts[0]} ${relative(join(folder, 'data'), path)}`)
  }
  expect(visited.sort()).toEqual(expected.sort())
})

test('patches come from the middle, cropped to multiples of 16, turned or mirrored by all symmetries but the identity', async () => {
  const data = Uint8Array.from({ length: 37 * 35 * 3 }, (_, i) => (i * 7) % 251)
  const { data: entries } = parseTrainingConfig({ preset: 'authors-3d', root: 'data', output: 'run' }, folder)
  const rain = entries.filter(({ task }) => task === 'derain')
  const sampler = new PatchSampler(await openTrainingData(rain), { patch: 32, batch: 1, seed: 4 })
  const patches = new Set<string>()
  for (let step = 0; step < 120; step++) patches.add((await sampler.batchAt(step)).target.join())
  expect(patches.size).toBe(7)
  const middle = Float32Array.from({ length: 32 * 32 * 3 }, (_, i) => {
    const [y, x, channel] = [Math.floor(i / 96), Math.floor(i / 3) % 32, i % 3]
    return data[((y + 1) * 37 + x + 2) * 3 + channel] / 255
  })
  expect(patches.has(middle.join())).toBe(false)
  const mirrored = Float32Array.from(
    middle,
    (_, i) => middle[i - 3 * (Math.floor(i / 3) % 32) + 3 * (31 - (Math.floor(i / 3) % 32))],
  )
  expect(patches.has(mirrored.join())).toBe(true)
})

test('lists that name nothing of a folder are refused with an example of both', async () => {
  writeFileSync(join(folder, 'other.txt'), 'x.png\n')
  const entry = { task: 'denoise' as const, sigma: 25, clean: join(folder, 'data/BSD400'), repeat: 1 }
  await expect(openTrainingData([{ ...entry, names: join(folder, 'other.txt') }])).rejects.toThrow(
    /other\.txt names no picture of the data: it has x\.png, the data for example a\.png/,
  )
  await expect(openTrainingData([{ ...entry, names: join(folder, 'none.txt') }])).rejects.toThrow(
    /cannot read the list of names .*none\.txt/,
  )
})

test('pictures that are too small once they are cropped are refused before the training', async () => {
  const entry = { task: 'derain' as const, clean: join(folder, 'data/BSD400'), crop: 16, repeat: 1 }
  const sampler = new PatchSampler(await openTrainingData([entry]), { patch: 35, batch: 1, seed: 1 })
  await expect(sampler.batchAt(0)).rejects.toThrow('too small for patches of 35×35')
})
