import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Random } from '@dfpir/core'
import { addGaussianNoise, kinds } from '@dfpir/degradations'
import { decodePicture, writePicture } from '@dfpir/images'
import { degrade, degradeJson, picture, temporaryFolder } from './command.test.helper.js'

const folder = temporaryFolder()
const at = (...parts: string[]) => join(folder, ...parts)
const clean = picture(40, 24)

beforeAll(async () => {
  await writePicture(at('photos', 'a.png'), clean)
  await writePicture(at('photos', 'more', 'b.tif'), picture(20, 30))
})

test('a folder: its tree is kept, each copy is told on stdout, the numbers are written beside them', async () => {
  const { code, stdout, stderr } = await degrade(at('photos'), '-o', at('rain'), '--kind', 'derain', '--angle', '-20')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/a\.png → .*rain.a\.png \(derain: density .*angle -20.* dB\)\n/)
  const { seed, files } = JSON.parse(readFileSync(at('rain', 'degradations.json'), 'utf8'))
  expect(seed).toBe(0)
  expect(files.map(({ output }: { output: string }) => output)).toEqual(['a.png', join('more', 'b.png')])
  expect(files[0]).toMatchObject({
    input: at('photos', 'a.png'),
    width: 40,
    height: 24,
    degradations: [{ kind: 'derain', parameters: { angle: -20, density: expect.any(Number) } }],
    psnr: expect.any(Number),
  })
  expect(await decodePicture(at('rain', 'more', 'b.png'))).toMatchObject({
    width: 20,
    height: 30,
    channels: 3,
    depth: 8,
  })
})

test('a copy depends on seed, name and kind, not on what else is done', async () => {
  const bytes = async (name: string, ...args: string[]) => {
    expect((await degrade(...args, '-o', at(name))).code).toBe(0)
    return readFileSync(at(name, args.includes('all') ? 'lowlight/a.png' : 'a.png'))
  }
  const whole = await bytes('whole', at('photos'), '--kind', 'lowlight', '--seed', '3')
  expect(await bytes('alone', at('photos', 'a.png'), '--kind', 'lowlight', '--seed', '3')).toEqual(whole)
  expect(await bytes('all', at('photos'), '--kind', 'all', '--seed', '3')).toEqual(whole)
  expect(await bytes('chained', at('photos'), '--chain', 'lowlight', '--seed', '3')).toEqual(whole)
  expect(await bytes('other', at('photos'), '--kind', 'lowlight', '--seed', '4')).not.toEqual(whole)
})

test('the numbers of a record make the same copy again', async () => {
  const { result } = await degradeJson(at('photos', 'a.png'), '-o', at('first'), '--kind', 'dehaze')
  const { parameters } = result.files[0].degradations[0]
  const given = Object.entries(parameters).flatMap(([name, value]) => [`--${name}`, String(value)])
  await degrade(at('photos', 'a.png'), '-o', at('again'), '--kind', 'dehaze', ...given)
  expect(readFileSync(at('again', 'a.png'))).toEqual(readFileSync(at('first', 'a.png')))
})

test('noise is exactly that of training and evaluation', async () => {
  const { result } = await degradeJson(at('photos', 'a.png'), '-o', at('noisy'), '--kind', 'denoise', '--sigma', '25')
  expect(result.files[0].degradations).toEqual([{ kind: 'denoise', parameters: { sigma: 25 } }])
  const random = Random.derive(0, 'degrade', 'denoise', 'a.png', 0)
  random.uniform() // what would have drawn sigma
  const { data } = await decodePicture(at('noisy', 'a.png'))
  expect(data).toEqual(addGaussianNoise(new Uint8Array(clean.data), 25, random))
})

test('chains: in their order, by name or by what can be seen; the same kind twice is drawn twice', async () => {
  const { code, result } = await degradeJson(at('photos', 'a.png'), '-o', at('chain'), '--chain', 'rain, jpeg,jpeg')
  expect(code).toBe(0)
  const [rain, first, second] = result.files[0].degradations
  expect([rain.kind, first.kind, second.kind]).toEqual(['derain', 'jpeg', 'jpeg'])
  expect(first.parameters.quality).not.toBe(second.parameters.quality)
})

test('all kinds, each in a folder of its own, and a contact sheet', async () => {
  const args = ['--kind', 'all', '--contact-sheet', at('sheet.png'), '--format', 'webp']
  const { code, result } = await degradeJson(at('photos'), '-o', at('each'), ...args)
  expect(code).toBe(0)
  expect(result.files).toHaveLength(2 * kinds.length)
  for (const { name } of kinds) expect(existsSync(at('each', name, 'a.webp'))).toBe(true)
  const sheet = await decodePicture(at('sheet.png'))
  expect(sheet.width).toBe(8 + (kinds.length + 1) * 264)
  expect(sheet.height).toBe(20 + 2 * 284)
  const pixel = (20 * sheet.width + 8) * 3 // the first cell's corner
  expect([...sheet.data.subarray(pixel, pixel + 3)]).toEqual([...clean.data.subarray(0, 3)])
})

test('nothing is overwritten without --force', async () => {
  const args = [at('photos'), '-o', at('twice'), '--kind', 'jpeg']
  expect((await degrade(...args)).code).toBe(0)
  const again = await degrade(...args)
  expect(again).toMatchObject({ code: 2, stderr: expect.stringMatching(/a\.png and 2 more exist\nhint: .*--force/) })
  expect((await degrade(...args, '--force')).code).toBe(0)
  writeFileSync(at('mine.png'), 'mine')
  expect(
    await degrade(at('photos'), '-o', at('new'), '--kind', 'jpeg', '--contact-sheet', at('mine.png')),
  ).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('mine.png exists'),
  })
  expect(existsSync(at('new'))).toBe(false)
})

test('a link in the output folder does not lead out of it', async () => {
  for (const name of ['linked', 'elsewhere']) mkdirSync(at(name))
  symlinkSync(at('elsewhere'), at('linked', 'jpeg'))
  expect(await degrade(at('photos'), '-o', at('linked'), '--kind', 'jpeg', '--kind', 'all')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('would be outside'),
  })
  expect(readdirSync(at('elsewhere'))).toEqual([])
})

test('inputs are never replaced', async () => {
  const sheet = ['--contact-sheet', at('photos', 'a.png')]
  for (const args of [
    [at('photos', 'a.png'), '-o', at('photos')],
    [at('photos'), '-o', at('out'), ...sheet],
  ]) {
    expect(await degrade(...args, '--kind', 'jpeg', '--force')).toMatchObject({ code: 2 })
  }
  expect((await decodePicture(at('photos', 'a.png'))).data).toEqual(clean.data)
})

test('a file that cannot be read is told, with 1; the others are done', async () => {
  mkdirSync(at('mixed'))
  writeFileSync(at('mixed', 'bad.png'), 'no picture')
  await writePicture(at('mixed', 'good.png'), clean)
  const { code, stderr, result } = await degradeJson(at('mixed'), '-o', at('mixed-out'), '--kind', 'defocus')
  expect(code).toBe(1)
  expect(stderr).toMatch(/error: 1 of 2 pictures could not be degraded:\n {2}.*bad\.png/)
  expect(result.files.map(({ output }: { output: string }) => output)).toEqual([at('mixed-out', 'good.png')])
  expect(result.failed).toEqual([{ input: at('mixed', 'bad.png'), error: expect.any(String) }])
})

test.each([
  ['no degradation was selected', []],
  ['Did you mean derain?', ['--kind', 'derian']],
  ['Did you mean dehaze?', ['--chain', 'jpeg,dehase']],
  ["cannot be used with option '--chain", ['--kind', 'jpeg', '--chain', 'jpeg']],
  ['derain does not accept --sigma', ['--kind', 'derain', '--sigma', '3']],
  ['must be a whole number from 1 to 100, got 0', ['--kind', 'jpeg', '--quality', '0']],
  ['It must be a number.', ['--kind', 'derain', '--angle', 'steep']],
  ['whole number from 0', ['--kind', 'jpeg', '--seed', '-1']],
  ['Allowed choices', ['--kind', 'jpeg', '--format', 'gif']],
  ['no extension of a known image format', ['--kind', 'jpeg', '--contact-sheet', 'sheet.gif']],
])('wrong usage exits with 2: %s', async (message, args) => {
  const { code, stdout, stderr } = await degrade(at('photos'), '-o', at('nowhere'), ...args)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain(message)
  expect(existsSync(at('nowhere'))).toBe(false)
})

test('the help names every kind, and every number with its unit', async () => {
  const { code, stdout } = await degrade('--help')
  expect(code).toBe(0)
  for (const { name, parameters } of kinds) {
    expect(stdout).toContain(name)
    for (const parameter of Object.keys(parameters)) expect(stdout).toContain(`--${parameter} <n>`)
  }
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain('length of the path, in pixels')
})
