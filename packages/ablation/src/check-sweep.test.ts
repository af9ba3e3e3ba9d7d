import { cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writePicture } from '@dfpir/images'
import { checkSweep } from './check-sweep.js'
import { parseSweep } from './sweep.js'
import { sweepFolder, tinySweep } from './sweep.test.helper.js'

let root: string
beforeAll(async () => {
  root = await sweepFolder()
  await mkdir(join(root, 'empty'))
  const data = new Uint8Array(24 * 16 * 3)
  await writePicture(join(root, 'narrow', '0.png'), { width: 16, height: 24, channels: 3, depth: 8, data })
  await writePicture(join(root, 'narrow', '1.png'), { width: 16, height: 24, channels: 3, depth: 8, data })
})

const check = async (change: object) => checkSweep(await parseSweep({ ...tinySweep, ...change }, root))

test('tells how many steps each trial has, epochs counted out', async () => {
  const base = { ...tinySweep.base, steps: undefined, epochs: 5 }
  expect(await check({ base, sweep: { batch: [1, 2] } })).toEqual([10, 5])
})

test.each<[string, object, RegExp]>([
  ['an empty folder to measure on', { evaluate: [{ task: 'denoise', sigma: 25, clean: 'empty' }] }, /empty/],
  ['a folder that is missing', { evaluate: [{ task: 'derain', clean: 'gone' }] }, /gone/],
  ['pairs of other sizes', { evaluate: [{ task: 'derain', input: 'photos', target: 'narrow' }] }, /32×32.*16×24/s],
  ['a suite without its data sets', { evaluate: { suite: 'table1' } }, /found none of/],
  ['an entry that is not complete', { evaluate: [{ task: 'denoise', clean: 'photos' }] }, /clean with sigma/],
  ['a noise level of rain', { evaluate: [{ task: 'derain', sigma: 3, clean: 'photos' }] }, /sigma is only for/],
  [
    'the photographs that are trained on',
    { evaluate: [{ task: 'denoise', sigma: 15, clean: 'photos' }] },
    /the evaluation measures 2 of the pictures that are trained on, the first is .*0\.png/,
  ],
  ['patches larger than the photographs', { sweep: { patch: [16, 40] } }, /photos.*40/s],
])('%s is told before anything runs', async (_, change, message) => {
  await expect(check(change)).rejects.toThrow(message)
})

test('originals that are trained on for another task are noted', async () => {
  await cp(join(root, 'photos', '1.png'), join(root, 'clean', '1.png'))
  await cp(join(root, 'unseen', '0.png'), join(root, 'rainy', '1.png'))
  const notes: string[] = []
  const evaluate = [{ task: 'derain', input: 'rainy', target: 'clean' }]
  await checkSweep(await parseSweep({ ...tinySweep, evaluate }, root), note => notes.push(note))
  expect(notes.join()).toMatch(
    /^1 originals of measured pictures are trained on for other tasks, such as .*clean.1\.png \(.*photos.1\.png\)$/,
  )
})

test('so is a damaged picture', async () => {
  await writeFile(join(root, 'photos', 'damaged.png'), 'no picture')
  await expect(check({})).rejects.toThrow(/damaged\.png/)
})
