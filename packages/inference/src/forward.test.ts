import '@tensorflow/tfjs-backend-cpu'
import { entryToFloat32, readSafetensors, toStateDict } from '@dfpir/checkpoints'
import { type Float32Tensor, Random, UsageError } from '@dfpir/core'
import { listEngines } from '@dfpir/engines'
import { createDfpir, type DfpirConfig, parseConfig, stateDict } from '@dfpir/model'
import { goldenPath } from '@dfpir/testing'
import * as tf from '@tensorflow/tfjs-core'
import { forward } from './forward.js'
import { tiny } from './random-model.test.helper.js'

function random(shape: readonly number[], seed: number): Float32Tensor {
  const generator = new Random(seed)
  const size = shape.reduce((product, extent) => product * extent, 1)
  return { shape, data: Float32Array.from({ length: size }, () => generator.uniform()) }
}

/** What tfjs's own cpu backend makes of an input whose sides are multiples of 8. */
async function eager(config: DfpirConfig, input: Float32Tensor, prompt: Float32Tensor) {
  const model = createDfpir(config, { seed: 3 })
  const output = tf.tidy(() => {
    const image = tf.transpose(tf.tensor(input.data, [...input.shape]), [0, 2, 3, 1])
    const result = model.predict([image, tf.tensor(prompt.data, [...prompt.shape])]) as tf.Tensor
    return tf.transpose(result, [0, 3, 1, 2]).dataSync<'float32'>()
  })
  const weights = await stateDict(model, config)
  model.dispose()
  return { output, stateDict: weights }
}

async function installedEngines() {
  const found = await Promise.all(listEngines().map(async engine => ((await engine.find()) ? [engine.name] : [])))
  return found.flat()
}

beforeAll(async () => {
  await tf.setBackend('cpu')
})

test.each<[string, Partial<DfpirConfig>]>([
  ['plain', {}],
  ['other heads and expansion', { dim: 8, heads: [2, 4, 2, 8], expansion: 1.5, refinement: 1 }],
  ['a mask that multiplies, small gamma', { maskMode: 'multiply', gamma: 0.3, heads: [1, 1, 1, 2] }],
  ['channel attention in place of the shuffle', { channelPerturbation: 'attention' }],
  ['no channel perturbation, all logits kept', { channelPerturbation: 'none', gamma: 1 }],
  ['no attention perturbation', { attentionPerturbation: false }],
  ['neither', { channelPerturbation: 'none', attentionPerturbation: false }],
  ['bias-free layer norms', { norm: 'bias-free' }],
])('every engine equals tfjs on a batch with different prompts: %s', async (_, overrides) => {
  const config = parseConfig({ ...tiny, ...overrides })
  const input = random([2, 3, 16, 24], 1)
  const prompt = random([2, config.promptSize], 2)
  const { output, stateDict } = await eager(config, input, prompt)
  for (const engine of await installedEngines()) {
    const result = await forward({ config, stateDict, input, prompt, engine, threads: 1 })
    expect(result.output.shape).toEqual(input.shape)
    expect(result.output.data).toBeWithin(2e-5, output)
    expect(result.seconds).toBeGreaterThan(0)
  }
})

test('odd sizes are padded by reflection and cropped', async () => {
  const [height, paddedHeight, width] = [13, 16, 16]
  const input = random([1, 3, height, width], 1)
  const prompt = random([1, tiny.promptSize], 2)
  const rows = (data: Float32Array, from: number, indices: number[]) =>
    [0, 1, 2].flatMap(c => indices.flatMap(y => [...data.subarray((c * from + y) * width, (c * from + y + 1) * width)]))
  const inside = Array.from({ length: height }, (_, y) => y)
  const padded = {
    shape: [1, 3, paddedHeight, width],
    data: new Float32Array(rows(input.data, height, [...inside, 11, 10, 9])),
  }
  const { output, stateDict } = await eager(tiny, padded, prompt)
  const result = await forward({ config: tiny, stateDict, input, prompt, engine: 'onnxruntime', threads: 1 })
  expect(result.output.shape).toEqual(input.shape)
  expect(result.output.data).toBeWithin(2e-5, rows(output, paddedHeight, inside))
})

test('the reference implementation gives the same', async () => {
  const read = async (name: string) => (await readSafetensors(goldenPath(`dfpir-tiny/${name}.safetensors`))).tensors
  const golden = await read('forward')
  const stateDict = toStateDict(await read('weights'))
  const [input, prompt, output] = ['input', 'prompt', 'output'].map(name => entryToFloat32(golden.get(name)!))
  const config = parseConfig({ dim: 8, blocks: [1, 2, 1, 1], refinement: 1 })
  for (const engine of await installedEngines()) {
    const result = await forward({ config, stateDict, input, prompt, engine, threads: 1 })
    expect(result.output.data).toBeWithin(2e-5, output.data)
  }
})

test('bf16 stays near f32, because the picture itself never passes through it', async () => {
  const input = random([1, 3, 16, 16], 1)
  const prompt = random([1, tiny.promptSize], 2)
  const { output, stateDict } = await eager(tiny, input, prompt)
  const request = { config: tiny, stateDict, input, prompt, engine: 'tensorflow', precision: 'bf16' } as const
  const result = await forward(request)
  expect(result.output.data).toBeRelativelyWithin(0.01, output)
})

test('tensors that do not fit are refused', async () => {
  const { stateDict } = await eager(tiny, random([1, 3, 8, 8], 1), random([1, 8], 2))
  const request = { config: tiny, stateDict, input: random([1, 3, 8, 8], 1), prompt: random([1, 8], 2) }
  await expect(forward({ ...request, input: random([1, 4, 8, 8], 1) })).rejects.toThrow(
    'expected an input [B, 3, H, W]',
  )
  await expect(forward({ ...request, prompt: random([2, 8], 1) })).rejects.toThrow('expected a prompt [1, 8]')
  await expect(forward({ ...request, engine: 'onnxruntime', precision: 'bf16' })).rejects.toThrow(UsageError)
  await expect(forward({ ...request, stateDict: new Map([...stateDict].slice(1)) })).rejects.toThrow(/patch_embed/)
})

test('nothing is left behind', async () => {
  const { stateDict } = await eager(tiny, random([1, 3, 8, 8], 1), random([1, 8], 2))
  const request = { config: tiny, stateDict, input: random([1, 3, 8, 8], 1), prompt: random([1, 8], 2) }
  await forward({ ...request, engine: 'onnxruntime' })
  const before = tf.memory().numTensors
  await forward({ ...request, engine: 'onnxruntime' })
  await expect(forward({ ...request, engine: 'onnxruntime', stateDict: new Map() })).rejects.toThrow()
  expect(tf.memory().numTensors).toBe(before)
})
