import { writeFileSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { temporaryFolder, waves } from '../../../../packages/evaluation/src/temporary-folder.test.helper.js'
import { evaluate, output, run, tinyModel, twoPhotos } from './evaluate.test.helper.js'

let idle: string
let photos: string

beforeAll(async () => {
  idle = await tinyModel({ idle: true })
  photos = await twoPhotos()
})

test('the models of a comparison are all opened before the first is measured', async () => {
  const broken = await temporaryFolder()
  await cp(idle, broken, { recursive: true })
  writeFileSync(join(broken, 'model.safetensors'), 'no weights')
  const args = ['denoise', '--data', photos, '--sigma', '25', '--model', idle, '--model', broken]
  expect(await run(...args)).toBe(1)
  expect(output.stderr).toContain('model.safetensors')
  expect(output.stderr).not.toContain('pictures')
})

test('folders without pictures, and pairs that share no name, are told before anything runs', async () => {
  const [empty, other] = [await temporaryFolder(), await temporaryFolder({ '9.png': waves(24, 20) })]
  for (const args of [
    ['denoise', '--data', empty, '--sigma', '25'],
    ['pairs', '--input', empty, '--target', photos],
    ['pairs', '--input', photos, '--target', other],
  ]) {
    expect(await run(...args, '--model', idle, '--json')).toBe(1)
  }
  expect(output.stderr.match(/^error: .*$/gm)).toEqual([
    expect.stringContaining(empty),
    expect.stringContaining(empty),
    expect.stringContaining('has the name of one in'),
  ])
  expect(output.stderr).not.toContain('/1 pictures')
  expect(output.stdout).toBe('')
})

test.each([
  ['required option', ['denoise', '--data', '.']],
  ['from 0 to 255', ['denoise', '--data', '.', '--sigma', '-3']],
  ['from 0 to 9999', ['denoise', '--data', '.', '--sigma', '25', '--views', 'all']],
  ['whole number from 0', ['denoise', '--data', '.', '--sigma', '25', '--seed', 'x']],
  ['Allowed choices', ['pairs', '--input', '.', '--target', '.', '--task', 'dereign']],
  ['use only one of them', ['pairs', '--input', '.', '--target', '.', '--task', 'auto', '--blind']],
  ['Did you mean table1?', ['tabel1', '--root', '.']],
  ['there is no folder ./gone', ['table2', '--root', './gone']],
  ['found none of SOTS, Rain100L, CBSD68, GoPro, LOL', ['table2', '--root', 'PHOTOS']],
  ['there is no folder ./gone', ['denoise', '--data', './gone', '--sigma', '25']],
  [
    '--model twice is given twice',
    ['denoise', '--data', 'PHOTOS', '--sigma', '25', '--model', 'twice', '--model', 'twice'],
  ],
  ['there is no model "nothing"', ['denoise', '--data', 'PHOTOS', '--sigma', '25', '--model', 'nothing']],
])('wrong usage exits with 2: %s', async (message, args) => {
  const { code } = await evaluate(...args.map(arg => (arg === 'PHOTOS' ? photos : arg)))
  expect(code).toBe(2)
  expect(output.stderr).toContain(message)
})
