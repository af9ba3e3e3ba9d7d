import { mkdtemp, readFile, rm, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { float32ToEntry, readSafetensors, writeSafetensors } from '@dfpir/checkpoints'
import { DataError, type Float32Tensor, UsageError } from '@dfpir/core'
import { fixedPrompts } from '@dfpir/prompts'
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { parseConfig } from '@dfpir/networks'
import { createDfpir } from './create-dfpir.js'
import { loadStateDict, stateDict } from './key-map.js'
import { readPretrained, savePretrained } from './pretrained.js'

const config = parseConfig({ dim: 8, blocks: [1, 1, 1, 1], refinement: 0, promptSize: 8 })
const prompts = fixedPrompts(undefined, 8)

let folder: string
let weights: Map<string, Float32Tensor>

beforeAll(async () => {
  await tf.setBackend('cpu')
  folder = await mkdtemp(join(tmpdir(), 'dfpir-model-'))
  weights = await stateDict(createDfpir(config, { seed: 9 }), config)
})

afterAll(() => rm(folder, { recursive: true }))

test.each(['model', 'alone.safetensors'])('%s: what is saved is read back', async name => {
  const path = join(folder, name)
  const saved = { config, stateDict: weights, prompts, metadata: { source: 'a test' } }
  await savePretrained(path, saved)
  const read = await readPretrained(path)
  expect(read.config).toEqual(config)
  expect(read.prompts).toEqual(prompts)
  expect(read.metadata).toEqual({ source: 'a test' })
  expect([...read.stateDict].sort()).toEqual([...weights].sort())
})

test('a state dict sets every weight of another model', async () => {
  const model = createDfpir(config, { seed: 10 })
  expect(await stateDict(model, config)).not.toEqual(weights)
  loadStateDict(model, config, weights)
  expect(await stateDict(model, config)).toEqual(weights)
})

test('half precision rounds the weights, but not what channel orders depend on', async () => {
  const path = join(folder, 'half.safetensors')
  await savePretrained(path, { config, stateDict: weights, prompts, dtype: 'F16' })
  const read = await readPretrained(path)
  for (const [name, { data }] of read.stateDict) {
    const exact = name.includes('linear_layer')
    expect(data).toBeWithin(exact ? 0 : 1e-3, weights.get(name)!.data)
  }
  expect(read.stateDict.get('patch_embed.proj.weight')).not.toEqual(weights.get('patch_embed.proj.weight'))
  expect(read.prompts).toEqual(prompts)
})

test('a weights’ file without a description uses the config.json beside it, or else its shapes', async () => {
  const path = join(folder, 'plain')
  const rare = { ...config, gamma: 0.7 }
  await savePretrained(path, { config: rare, stateDict: weights, prompts: [] })
  const file = join(path, 'model.safetensors')
  const { tensors } = await readSafetensors(file)
  await writeSafetensors(file, tensors)
  expect((await readPretrained(file)).config).toEqual(rare)
  await writeFile(join(path, 'config.json'), '{"model_type": "of another project"}')
  expect((await readPretrained(path)).config).toEqual(config)
  await unlink(join(path, 'config.json'))
  expect((await readPretrained(path)).config).toEqual(config)
})

test('a description of far more than the file holds is refused', async () => {
  const path = join(folder, 'large.safetensors')
  const description = { architecture: 'dfpir', config: { blocks: [1e9, 1, 1, 1] } }
  await writeSafetensors(path, new Map(), { dfpir: JSON.stringify(description) })
  await expect(readPretrained(path)).rejects.toThrow('contains only 0 tensors')
})

test('a description that is none names what is wrong', async () => {
  const path = join(folder, 'wrong')
  const describe = async (text: string) => {
    await writeSafetensors(join(path, 'model.safetensors'), new Map(), { dfpir: text })
    return readPretrained(path)
  }
  await expect(describe('{')).rejects.toThrow(DataError)
  await expect(describe('{"architecture": "unet", "config": {}}')).rejects.toThrow('architecture')
  await expect(describe('{"architecture": "dfpir", "config": {"dimm": 8}}')).rejects.toThrow('did you mean dim?')
})

test('a prompt without its embedding, or with one of another size, is named', async () => {
  const path = join(folder, 'prompts.safetensors')
  await savePretrained(path, { config, stateDict: weights, prompts })
  const { tensors, metadata } = await readSafetensors(path)
  tensors.delete('prompts.derain')
  await writeSafetensors(path, tensors, metadata)
  await expect(readPretrained(path)).rejects.toThrow('has no embedding prompts.derain')
  tensors.set('prompts.derain', float32ToEntry({ shape: [7], data: new Float32Array(7) }))
  await writeSafetensors(path, tensors, metadata)
  await expect(readPretrained(path)).rejects.toThrow('derain has 7')
})

test('nothing at the path is a usage error', async () => {
  await expect(readPretrained(join(folder, 'nowhere'))).rejects.toThrow(UsageError)
})

test('config.json is for people, too', async () => {
  const path = join(folder, 'readable')
  await savePretrained(path, { config, stateDict: weights, prompts })
  const json = JSON.parse(await readFile(join(path, 'config.json'), 'utf8'))
  expect(json).toMatchObject({ architecture: 'dfpir', config: { dim: 8 } })
  expect(json.prompts[0]).toEqual({ name: prompts[0].name, task: 'denoise', text: prompts[0].text, sigma: 15 })
  await writeFile(join(path, 'config.json'), 'not JSON')
  expect((await readPretrained(path)).config).toEqual(config)
})
