import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { capture, saveTinyModel } from '../../../../apps/restore/src/command.test.helper.js'
import { clean, lay, noisy, temporaryFolder, tinyField } from './field.test.helper.js'
import { createFieldCommand } from './field-command.js'

const folder = temporaryFolder()
const at = (...parts: string[]) => join(folder, ...parts)

beforeAll(async () => {
  await saveTinyModel(at('model'))
  await lay(at('field'), tinyField)
  await lay(at('clean'), { '1.png': clean })
})

const run = (...args: string[]) =>
  capture(createFieldCommand(), [...args, '--model', at('model'), '--engine', 'onnxruntime', '--threads', '1'])

test('pairs, photographs, clean ones and JPEGs are measured, shown and written', async () => {
  const output = at('results')
  const { code, stdout, stderr } = await run(
    ...[at('field'), '--limit', '1', '--clean', at('clean'), '--jpeg', at('clean'), '-o', output],
  )
  expect(code).toBe(0)
  expect(stderr).toMatch(/skipped, missing: Rain100L/)
  expect(stderr).toMatch(/8\/8 pictures · .* left/)
  expect(stdout).toBe(readFileSync(join(output, 'card.md'), 'utf8'))
  expect(stdout).toMatch(/\| PolyU \| \d/)
  expect(stdout).toMatch(/\| clean \| 1 \| – \|/)
  expect(stdout).toMatch(/\| σ 25, JPEG 95 \| \d/)
  const { sets, photographs } = JSON.parse(readFileSync(join(output, 'results.json'), 'utf8'))
  expect(sets.map(({ title }: { title: string }) => title)).toContain('PolyU')
  expect(photographs).toMatchObject([
    { title: 'rain', task: 'derain', photographs: [{ name: '00.png', condition: expect.any(String) }], failed: [] },
    { title: 'noise', task: 'denoise', photographs: [{ name: '00.png' }] },
    { title: 'clean', photographs: [{ name: '1.png' }] },
  ])
  expect(readdirSync(join(output, 'sheets'))).toEqual(
    expect.arrayContaining(['noise-1.png', 'polyu-1.png', 'rain-1.png']),
  )
  expect(await run(at('field'), '-o', output)).toMatchObject({ code: 2, stderr: expect.stringMatching('--force') })
})

test('a picture that cannot be read is named, the others are measured, and the code is 1', async () => {
  await lay(at('broken'), { ...tinyField, 'photographs/blur/ok.png': noisy })
  await lay(at('broken'), { 'photographs/blur/bad.png': 'no picture', 'polyu/input/2.webp': 'no picture' })
  const { code, stdout, stderr } = await run(at('broken'), '--sets', 'polyu,blur', '-o', at('partly'))
  expect(code).toBe(1)
  expect(stderr).toMatch(/2 of 4 pictures could not be measured/)
  expect(stderr).toMatch(/PolyU: 2\.webp: .*\n.*blur: bad\.png: /)
  expect(stdout).toMatch(/\| blur \| 1 \|/)
})

test.each([
  ['there is no folder', [at('nowhere')]],
  ['there is no set lola', [at('field'), '--sets', 'lola']],
  ['whole number', [at('field'), '--limit', '0']],
])('%s is wrong usage', async (message, args) => {
  expect(await run(...args, '-o', at('unused'))).toMatchObject({ code: 2, stderr: expect.stringContaining(message) })
})
