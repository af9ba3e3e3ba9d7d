import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readSafetensors } from '@dfpir/checkpoints'
import { goldenPath } from '@dfpir/testing'
import { capture, temporaryFolder, torchFile } from './command.test.helper.js'
import type { Inspection } from './inspect-checkpoint.js'
import { createInspectCommand } from './inspect-command.js'

const folder = temporaryFolder()

const run = (...args: string[]) => capture(createInspectCommand(), ...args)

async function inspect(location: string): Promise<Inspection> {
  const { code, stdout } = await run(location, '--json')
  expect(code).toBe(0)
  return JSON.parse(stdout.trimEnd().split('\n').at(-1)!)
}

test('training.pth.tar: the network apart from the optimizer, with the reference hashes', async () => {
  const expected = JSON.parse(readFileSync(goldenPath('checkpoints/expected.json'), 'utf8'))['training.pth.tar']
  const { tensors, others, values, ...rest } = await inspect(goldenPath('checkpoints/training.pth.tar'))
  expect(
    Object.fromEntries(
      tensors.map(({ name, dtype, shape, sha256 }) => [name, { dtype, shape, sha256_f64_le: sha256 }]),
    ),
  ).toEqual(expected)
  expect(others).toHaveLength(120)
  expect(values).toMatchObject({ epoch: 3, 'optimizer.param_groups.0.lr': 1e-4 })
  expect(rest).toMatchObject({ format: 'pytorch-zip', architecture: 'unknown', config: null, parameters: 29_890 })
})

test('a network is recognised below a prefix of any kind, in PyTorch files too', async () => {
  const { tensors } = await readSafetensors(goldenPath('dfpir-tiny/weights.safetensors'))
  const path = join(folder, 'lightning.ckpt')
  for (const prefix of ['', 'module.', 'net.']) {
    writeFileSync(path, torchFile(tensors, prefix))
    const found = await inspect(path)
    expect(found).toMatchObject({ architecture: 'dfpir', parameters: 1_487_460, problem: null, others: [] })
    expect(found.config).toMatchObject({ dim: 8, blocks: [1, 2, 1, 1], gamma: 0.9 })
    expect(found.assumed).toEqual(['gamma', 'maskMode'])
    expect(found.tensors.map(({ name }) => name).sort()).toEqual([...tensors.keys()].sort())
  }
})

test.each([
  ['nafnet', { width: 4, encoder: [1, 2], middle: 1, decoder: [2, 1] }],
  ['promptir', { dim: 4, blocks: [1, 1, 1, 2], promptChannels: [2, 4, 6] }],
])('the published names of a %s are known', async (name, config) => {
  const fixture = join(__dirname, `../../../../packages/networks/fixtures/${name}/weights.safetensors`)
  const { tensors } = await readSafetensors(fixture)
  const path = join(folder, `${name}.ckpt`)
  writeFileSync(path, torchFile(tensors, 'net.'))
  const found = await inspect(path)
  expect(found).toMatchObject({ architecture: name, config: { architecture: name, ...config }, problem: null })
  expect(found.prompts).toEqual(['denoise', 'derain', 'dehaze', 'deblur', 'lowlight'])
  expect(found.tensors.map(({ name }) => name).sort()).toEqual([...tensors.keys()].sort())
})

test('people get a table', async () => {
  const { stdout } = await run(goldenPath('restormer-tiny/weights.safetensors'))
  expect(stdout).toMatch(/^format +safetensors\narchitecture +restormer\n/)
  expect(stdout).toContain('  heads [1,2,4,8]\n')
  expect(stdout).toMatch(/\n {2}patch_embed\.proj\.weight +float32 +\[8, 3, 3, 3\] +[0-9a-f]{12}\n/)
})

test('the model that ships, by its name: configuration and prompts are stored', async () => {
  const found = await inspect('dfpir-small')
  expect(found).toMatchObject({
    architecture: 'dfpir',
    assumed: [],
    prompts: ['denoise-15', 'denoise-25', 'denoise-50', 'derain', 'dehaze', 'deblur', 'lowlight'],
  })
  expect(found.tensors.map(({ name }) => name)).toContain('prompts.denoise-25')
})

test.each([
  ['nowhere.pth', 2, 'there is no model "nowhere.pth"'],
  [goldenPath('checkpoints/expected.json'), 1, 'is not a supported weights file'],
])('%s is refused', async (path, code, message) => {
  expect(await run(path)).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(message) })
})
