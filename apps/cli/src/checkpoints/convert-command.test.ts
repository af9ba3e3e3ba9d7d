import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { entryToFloat32, float32ToEntry, readSafetensors, writeSafetensors } from '@dfpir/checkpoints'
import { readNetworkFile, readPretrained } from '@dfpir/model'
import { goldenPath } from '@dfpir/testing'
import { capture, temporaryFolder, torchFile } from './command.test.helper.js'
import { createConvertCommand } from './convert-command.js'

const folder = temporaryFolder()
const path = (name: string) => join(folder, name)
const golden = goldenPath('dfpir-tiny/weights.safetensors')
const restormer = goldenPath('restormer-tiny/weights.safetensors')
const embedding = float32ToEntry({ shape: [1, 512], data: Float32Array.from({ length: 512 }, Math.sin) })

const run = (...args: string[]) => capture(createConvertCommand(), ...args)

async function convert(...args: string[]) {
  const { code, stdout, stderr } = await run(...args, '--json')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout)
}

test('a PyTorch file becomes a model with its configuration, and an ONNX file that is read back', async () => {
  const { tensors } = await readSafetensors(golden)
  writeFileSync(path('net.pth'), torchFile(tensors, 'module.'))
  for (const name of ['net.safetensors', 'net.onnx']) {
    expect(await convert(path('net.pth'), '-o', path(name))).toEqual({ output: path(name), tensors: tensors.size })
    const { config, stateDict } = await readPretrained(path(name))
    expect(config).toMatchObject({ dim: 8, blocks: [1, 2, 1, 1] })
    expect([...stateDict.keys()].sort()).toEqual([...tensors.keys()].sort())
    for (const [key, entry] of tensors) expect(stateDict.get(key)).toEqual(entryToFloat32(entry))
  }
})

test('a NAFNet becomes a model and an ONNX file, without prompts', async () => {
  const weights = join(__dirname, '../../../../packages/networks/fixtures/nafnet/weights.safetensors')
  const { stateDict } = await readPretrained(weights)
  for (const name of ['nafnet.safetensors', 'nafnet.onnx']) {
    expect((await convert(weights, '-o', path(name))).tensors).toBe(stateDict.size)
    expect(await readPretrained(path(name))).toMatchObject({ config: { architecture: 'nafnet', width: 4 }, stateDict })
  }
})

test('embeddings of prompts are added, and travel through ONNX', async () => {
  const embeddings = new Map([
    ['denoise-30', embedding],
    ['prompts.derain', embedding],
  ])
  await writeSafetensors(path('embeddings.safetensors'), embeddings)
  await convert(golden, '-o', path('prompted.onnx'), '--prompts', path('embeddings.safetensors'))
  await convert(path('prompted.onnx'), '-o', path('prompted.safetensors'))
  const { prompts } = await readPretrained(path('prompted.safetensors'))
  expect(prompts).toMatchObject([
    { name: 'denoise-30', task: 'denoise', sigma: 30 },
    { name: 'derain', task: 'derain' },
  ])
  expect(prompts[0].embedding).toEqual(entryToFloat32(embedding).data)
})

test('a Restormer needs no prompts: every task is there', async () => {
  await convert(restormer, '-o', path('restormer.onnx'))
  await convert(path('restormer.onnx'), '-o', path('restormer.safetensors'))
  const { config, prompts } = await readPretrained(path('restormer.safetensors'))
  expect(config).toMatchObject({ channelPerturbation: 'none', attentionPerturbation: false })
  expect(prompts.map(({ task }) => task)).toEqual(['denoise', 'derain', 'dehaze', 'deblur', 'lowlight'])
})

test('f16 halves the weights, but not what channel orders depend on; the tensors of unknown networks, too', async () => {
  await convert(golden, '-o', path('half.safetensors'), '--dtype', 'f16')
  const { tensors } = await readSafetensors(path('half.safetensors'))
  expect(tensors.get('output.weight')?.dtype).toBe('F16')
  expect(tensors.get('latent_shuffle_channel.linear_layer1.weight')?.dtype).toBe('F32')
  const strides = goldenPath('checkpoints/strides.pth')
  await convert(strides, '-o', path('strides.safetensors'))
  await convert(strides, '-o', path('strides-half.safetensors'), '--dtype', 'f16')
  const [whole, half] = await Promise.all([
    readNetworkFile(path('strides.safetensors')),
    readNetworkFile(path('strides-half.safetensors')),
  ])
  expect(whole.weights).toEqual((await readNetworkFile(strides)).weights)
  expect([...half.weights.values()].map(({ dtype }) => dtype).sort()).toEqual(
    ['BOOL', ...Array(8).fill('F16'), 'I64', 'U8'].sort(),
  )
})

test('nothing is overwritten without --force, the input never', async () => {
  writeFileSync(path('there.safetensors'), 'mine')
  expect(await run(golden, '-o', path('there.safetensors'))).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('exists'),
  })
  expect(readFileSync(path('there.safetensors'), 'utf8')).toBe('mine')
  expect((await run(golden, '-o', path('there.safetensors'), '--force')).code).toBe(0)
  expect(await run(path('there.safetensors'), '-o', path('there.safetensors'), '--force')).toMatchObject({ code: 2 })
})

test.each([
  ['another kind of output', [golden, '-o', 'net.pth'], 2, 'cannot write net.pth'],
  ['an unknown network as ONNX', [goldenPath('checkpoints/legacy.pth'), '-o', 'x.onnx'], 1, 'no network that can be'],
  ['ONNX in f16', [golden, '-o', 'x.onnx', '--dtype', 'f16'], 2, 'written in f32'],
  ['a missing input', ['missing.pth', '-o', 'x.onnx'], 2, 'there is no model'],
  ['prompts of weights', [golden, '-o', 'x.safetensors', '--prompts', restormer], 1, 'takes prompts of 512 numbers'],
])('%s is refused', async (_, [input, flag, output, ...more], code, message) => {
  const result = await run(input, flag, path(output), ...more.map(String))
  expect(result).toMatchObject({
    code,
    stdout: '',
    stderr: expect.stringContaining(message.replace('net.pth', path('net.pth'))),
  })
  expect(existsSync(path(output)) && output !== 'net.pth').toBe(false)
})

test('an embedding of an unknown name says which names there are', async () => {
  await writeSafetensors(path('odd.safetensors'), new Map([['snow', embedding]]))
  const { code, stderr } = await run(golden, '-o', path('odd-out.safetensors'), '--prompts', path('odd.safetensors'))
  expect(code).toBe(2)
  expect(stderr).toMatch(
    /"snow", which is not the name of a prompt\nhint: Names are denoise-SIGMA, derain, dehaze, deblur, lowlight/,
  )
})
