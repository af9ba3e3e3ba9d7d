import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { entryToFloat32, float32ToEntry, readSafetensors, writeSafetensors } from '@dfpir/checkpoints'
import { goldenPath } from '@dfpir/testing'
import { capture, temporaryFolder } from './command.test.helper.js'
import { createForwardCommand } from './forward-command.js'

const folder = temporaryFolder()
const at = (name: string) => join(folder, name)
const config = JSON.stringify({ dim: 8, blocks: [1, 2, 1, 1], refinement: 1 })
const nafnet = { architecture: 'nafnet', width: 4, encoder: [1, 2], middle: 1, decoder: [2, 1] }
const promptIr = {
  ...{ architecture: 'promptir', dim: 4, blocks: [1, 1, 1, 2], refinement: 1, heads: [1, 2, 2, 4], expansion: 2 },
  ...{ promptLength: 3, promptChannels: [2, 4, 6], promptSizes: [6, 3, 2] },
}
const weights = goldenPath('dfpir-tiny/weights.safetensors')
const input = goldenPath('dfpir-tiny/forward.safetensors')

const forward = (...args: string[]) => capture(createForwardCommand(), [...args, '--engine', 'onnxruntime'])

test('the reference network gives the reference output', async () => {
  const output = at('output.safetensors')
  const run = await forward('--weights', weights, '--config', config, '--input', input, '--output', output, '--json')
  expect(run.code).toBe(0)
  expect(JSON.parse(run.stdout.trimEnd().split('\n').pop()!)).toEqual({ seconds: expect.any(Number) })
  const expected = entryToFloat32((await readSafetensors(input)).tensors.get('output')!)
  const actual = entryToFloat32((await readSafetensors(output)).tensors.get('output')!)
  expect(actual.shape).toEqual(expected.shape)
  expect(actual.data).toBeWithin(2e-5, expected.data)
})

test.each(['nafnet', 'promptir'])('a %s gives its reference’s output, without a prompt', async name => {
  const fixture = (file: string) => join(__dirname, `../../../packages/networks/fixtures/${name}/${file}.safetensors`)
  const files = {
    '--weights': fixture('weights'),
    '--input': fixture('forward'),
    '--output': at(`${name}.safetensors`),
  }
  const config = { nafnet: nafnet, promptir: promptIr }[name]
  const expected = entryToFloat32((await readSafetensors(fixture('forward'))).tensors.get('output')!)
  for (const network of [['--config', JSON.stringify(config)], []]) {
    const run = await forward(...Object.entries(files).flat(), ...network)
    expect(run.code).toBe(0)
    const actual = entryToFloat32((await readSafetensors(at(`${name}.safetensors`))).tensors.get('output')!)
    expect(actual.data).toBeWithin(2e-5, expected.data)
  }
})

test('a Restormer needs no prompt, and ignores one', async () => {
  const restormer = {
    '--weights': goldenPath('restormer-tiny/weights.safetensors'),
    '--config': '{"architecture":"restormer","dim":8,"blocks":[1,1,1,2],"refinement":1}',
    '--output': at('restormer.safetensors'),
  }
  const { tensors } = await readSafetensors(goldenPath('restormer-tiny/forward.safetensors'))
  const picture = { input: tensors.get('input')! }
  const prompt = float32ToEntry({ shape: [1], data: new Float32Array(1) })
  for (const content of [picture, { ...picture, prompt }]) {
    await writeSafetensors(at('picture.safetensors'), new Map(Object.entries(content)))
    const run = await forward(...Object.entries(restormer).flat(), '--input', at('picture.safetensors'))
    expect(run.code).toBe(0)
    const { tensors: written } = await readSafetensors(restormer['--output'])
    expect(entryToFloat32(written.get('output')!).data).toBeWithin(2e-5, entryToFloat32(tensors.get('output')!).data)
  }
})

test('wrong arguments end with 2, wrong files with 1, and nothing is written', async () => {
  const output = at('none.safetensors')
  const run = (changed: Record<string, string>) => {
    const options = { '--weights': weights, '--config': config, '--input': input, '--output': output, ...changed }
    return forward(...Object.entries(options).flat())
  }
  expect(await run({ '--config': '{dim' })).toMatchObject({ code: 2, stderr: expect.stringContaining('must be JSON') })
  expect(await run({ '--config': '{"dimm":8}' })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('did you mean dim?'),
  })
  expect(await run({ '--config': '{"architecture":"nafnat"}' })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Did you mean nafnet?'),
  })
  expect(await run({ '--config': '{"dim":16}' })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('patch_embed'),
  })
  expect(await run({ '--weights': at('missing') })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('there is no model'),
  })
  expect(await run({ '--output': input })).toMatchObject({ code: 2, stderr: expect.stringContaining('is an input') })
  expect((await forward('--input', input)).code).toBe(2)
  const other = at('other.safetensors')
  await writeSafetensors(other, new Map([['image', float32ToEntry({ shape: [1], data: new Float32Array(1) })]]))
  expect(await run({ '--input': other })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('contains no tensor "input", only: image'),
  })
  expect(existsSync(output)).toBe(false)
})

test('a device that the engine does not run on is wrong usage', async () => {
  const files = ['--weights', weights, '--config', config, '--input', input, '--output', at('device.safetensors')]
  const run = await capture(createForwardCommand(), [...files, '--engine', 'openvino', '--device', 'cuda'])
  expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining('cuda') })
})
