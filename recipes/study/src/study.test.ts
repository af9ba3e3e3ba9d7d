import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseSweep, recordSweep, runSweep } from '@dfpir/ablation'
import { DataError, UsageError } from '@dfpir/core'
import { writePicture } from '@dfpir/images'
import { readStudy } from './read-study.js'
import { studySweep } from './study-sweep.js'
import { writeStudy } from './write-study.js'

/** Processes run what was built. */
const script = pathToFileURL(join(__dirname, '../../../packages/ablation/dist/trial-process.js'))

let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'dfpir-study-'))
  for (let index = 0; index < 3; index++) {
    const data = Uint8Array.from({ length: 32 * 32 * 3 }, (_, i) => 128 + 100 * Math.sin(i / (40 + index)))
    const folder = index === 0 ? 'BSD400' : 'Kodak24'
    await writePicture(join(root, folder, `${index}.png`), { width: 32, height: 32, channels: 3, depth: 8, data })
  }
})
afterAll(() => rm(root, { recursive: true }))

/** The study's sweep in miniature: two steps of tiny networks on computed pictures. */
const miniature = (output: string) => {
  const denoise = { task: 'denoise', sigma: 25 }
  const base = {
    model: { dim: 4, blocks: [1, 1, 1, 1], refinement: 0, heads: [1, 1, 2, 2], promptSize: 8 },
    data: [{ ...denoise, clean: 'BSD400' }],
    validate: { every: 2, patch: 16, patches: 1, data: [{ ...denoise, clean: 'Kodak24' }] },
    ...{ patch: 16, batch: 1, steps: 2, workers: 0, threads: 1 },
  }
  const evaluate = [{ ...denoise, clean: 'Kodak24', pictures: 1 }]
  return parseSweep({ preset: 'study', base, seeds: [0], evaluate, output }, root)
}

test('a study is read from its folder and becomes a page, finished or not', async () => {
  const sweep = await miniature('run')
  await recordSweep(sweep)
  await expect(writeStudy(await readStudy(sweep.output), root)).rejects.toThrow('no trial of the study')
  const wanted = ['DGCPM + CAAPM', 'plain U-Net']
  const trials = sweep.trials.filter(({ name }) => wanted.includes(name))
  const outcomes = await runSweep({ ...sweep, trials }, { script })
  expect(outcomes.map(({ error }) => error)).toEqual([undefined, undefined])
  const study = await readStudy(sweep.output)
  expect(study.variants.filter(({ record }) => record).map(({ name }) => name)).toEqual(wanted)
  const page = await writeStudy(study, join(root, 'page'))
  expect((await readdir(join(root, 'page'))).sort()).toEqual([
    'README.md',
    'gamma-curves.svg',
    'gamma.svg',
    'parts.svg',
    'seeds.svg',
  ])
  const text = await readFile(page, 'utf8')
  expect(text).toContain('2 steps with 1 patches of 16²')
  expect(text).toMatch(/\| DGCPM \+ CAAPM \(γ 0\.9\) \| [\d,]+ \| \d\d\.\d\d/)
  expect(text).toMatch(/Not finished yet: baseline \(0 of 1 seeds\), /)
})

test('another budget', () => {
  expect(studySweep({})).toEqual({ preset: 'study' })
  expect(studySweep({ steps: '50', seeds: '2' })).toEqual({ preset: 'study', base: { steps: 50 }, seeds: [0, 1] })
  for (const steps of ['0', '1.5', 'many', '']) expect(() => studySweep({ steps })).toThrow(UsageError)
})

test('a folder without a study', async () => {
  await expect(readStudy(root)).rejects.toThrow(DataError)
})
