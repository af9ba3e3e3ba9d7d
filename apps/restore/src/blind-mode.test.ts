import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Random } from '@dfpir/core'
import { degradationOf, gaussianNoise, kindNamed } from '@dfpir/degradations'
import { writePicture } from '@dfpir/images'
import { capture, saveTinyModel, temporaryFolder } from './command.test.helper.js'
import { photograph } from './photograph.test.helper.js'
import { createRestoreCommand } from './restore-command.js'

const folder = temporaryFolder()
const at = (...parts: string[]) => join(folder, ...parts)

beforeAll(async () => {
  await saveTinyModel(at('model'))
  await saveTinyModel(at('denoiser'), ['denoise'])
  const clean = await photograph()
  await writePicture(at('in', 'clean.png'), clean)
  await writePicture(at('in', 'noisy.png'), gaussianNoise(15).apply(clean, new Random(1)))
  await writePicture(at('in', 'hazy.png'), degradationOf(kindNamed('dehaze')).apply(clean, new Random(5)))
})

const restore = (model: string, ...args: string[]) =>
  capture(createRestoreCommand(), [...args, '--model', at(model), '--engine', 'onnxruntime', '--threads', '1'])

const lastLine = (text: string) => JSON.parse(text.trimEnd().split('\n').pop()!)

test('where nothing is said, each picture is restored by what is found in it, and a clean one left alone', async () => {
  const { code, stdout, stderr } = await restore('model', at('in'), '-o', at('out'), '--json')
  expect(code).toBe(0)
  const { files, leftAlone, failed } = lastLine(stdout)
  expect(files).toMatchObject([
    { input: at('in', 'hazy.png'), task: 'dehaze', prompt: 'dehaze', detection: { condition: 'dehaze' } },
    {
      input: at('in', 'noisy.png'),
      output: at('out', 'noisy.png'),
      ...{ width: 400, height: 240, task: 'denoise', prompt: 'denoise-15' },
      detection: { condition: 'denoise', confidence: expect.any(Number) },
    },
  ])
  expect(files[1].noise).toBeCloseTo(15, -1)
  expect(files[0]).not.toHaveProperty('noise')
  expect(leftAlone).toMatchObject([{ input: at('in', 'clean.png'), condition: 'clean' }])
  expect(leftAlone[0].reason).toMatch(/^no damage detected \(\d+ % sure\)$/)
  const shares = Object.values<number>(leftAlone[0].probabilities)
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1)
  expect(failed).toEqual([])
  expect(readdirSync(at('out'))).toEqual(['hazy.png', 'noisy.png'])
  expect(stderr).toMatch(/noisy\.png: noise, \d+ % sure\n/)
  expect(stderr).toMatch(/clean\.png: left alone, no damage detected .*; --task NAME restores it anyway\n/)
})

test('what the model has no prompt for is left alone; told the task, it is an error, or done anyway', async () => {
  const { code, stdout } = await restore('denoiser', at('in', 'hazy.png'), '--task', 'auto', '--json')
  expect(code).toBe(0)
  const { files, leftAlone } = lastLine(stdout)
  expect(files).toEqual([])
  expect(leftAlone[0].reason).toMatch(/^haze, \d+ % sure, but the model has no prompt for dehaze, only for denoise$/)
  expect(existsSync(at('in', 'rainy.restored.png'))).toBe(false)
  expect((await restore('denoiser', at('in', 'hazy.png'), '--task', 'dehaze')).code).toBe(2)
  const told = await restore('denoiser', at('in', 'hazy.png'), '--task', 'denoise', '-o', at('told.png'), '--json')
  expect(lastLine(told.stdout)).toMatchObject({ files: [{ task: 'denoise' }], leftAlone: [] })
})

test('a level that is given is used where noise is found; alone, it means noise', async () => {
  const input = at('in', 'noisy.png')
  const looked = await restore('model', input, '-o', at('looked.png'), '--task', 'auto', '--sigma', '15', '--json')
  expect(lastLine(looked.stdout).files[0]).toMatchObject({ prompt: 'denoise-15', detection: { condition: 'denoise' } })
  const told = await restore('model', at('in', 'clean.png'), '-o', at('sigma.png'), '--sigma', '15', '--json')
  expect(lastLine(told.stdout).files[0]).toMatchObject({ prompt: 'denoise-15' })
  expect(lastLine(told.stdout).files[0]).not.toHaveProperty('detection')
})

test('a file that cannot be looked at fails, and the others are counted', async () => {
  writeFileSync(at('broken.png'), 'no picture')
  const { code, stdout, stderr } = await restore(
    'model',
    at('in', 'clean.png'),
    at('broken.png'),
    '-o',
    at('mixed'),
    '--json',
  )
  expect(code).toBe(1)
  expect(lastLine(stdout)).toMatchObject({ files: [], leftAlone: [{}], failed: [{ input: at('broken.png') }] })
  expect(stderr).toMatch(/error: 1 of 2 pictures could not be restored:/)
})
