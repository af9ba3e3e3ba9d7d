import { readFile } from 'node:fs/promises'
import { entryToFloat32, readSafetensors } from '@dfpir/checkpoints'
import type { Float32Tensor } from '@dfpir/core'
import { parseConfig } from '@dfpir/networks'
import { useEagerBackend } from '@dfpir/tensorflow/eager'
import { goldenPath } from '@dfpir/testing'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'
import { createDfpir } from './create-dfpir.js'
import { loadStateDict, networkKeyMap } from './key-map.js'
import { namedWeights } from './named-weights.js'

const config = parseConfig({ dim: 8, blocks: [1, 2, 1, 1], refinement: 1 })

interface TrainingGolden {
  adam: { lr: number; losses: number[] }
  without_gradient: string[]
}

let training: TrainingGolden
let losses: number[]
let gradients: Map<string, Float32Tensor>
let without: string[]

/** One Adam step on the reference's pictures; on libtensorflow, as the cpu backend takes a minute for it. */
beforeAll(async () => {
  await useEagerBackend()
  training = JSON.parse(await readFile(goldenPath('dfpir-tiny/training.json'), 'utf8'))
  const forward = await golden('forward')
  const picture = (name: string) => tf.transpose(tensor(forward.get(name)!), [0, 2, 3, 1])
  const [input, target, prompt] = [picture('input'), picture('target'), tensor(forward.get('prompt')!)]
  const model = createDfpir(config)
  loadStateDict(model, config, await golden('weights'))
  const loss = (): tf.Scalar => tf.mean(tf.abs(tf.sub(model.apply([input, prompt]) as tf.Tensor, target)))
  const { value, grads } = tf.variableGrads(loss)
  const optimizer = tf.train.adam(training.adam.lr, 0.9, 0.999, 1e-8)
  optimizer.applyGradients(Object.entries(grads).map(([name, gradient]) => ({ name, tensor: gradient })))
  losses = [value.dataSync()[0], tf.tidy(loss).dataSync()[0]]
  gradients = byTorchName(model, grads)
  without = [...namedWeights(model)].filter(([, { name }]) => !(name in grads)).map(([name]) => name)
})

async function golden(name: string): Promise<Map<string, Float32Tensor>> {
  const { tensors } = await readSafetensors(goldenPath(`dfpir-tiny/${name}.safetensors`))
  const floats = [...tensors].filter(([, { dtype }]) => dtype === 'F32')
  return new Map(floats.map(([key, entry]) => [key, entryToFloat32(entry)]))
}

function tensor({ data, shape }: Float32Tensor): tf.Tensor {
  return tf.tensor(data, [...shape])
}

/** Zeros stand for weights without a gradient. */
function byTorchName(model: tfl.LayersModel, grads: tf.NamedTensorMap): Map<string, Float32Tensor> {
  const values = [...namedWeights(model)].map(([name, variable]) => {
    const gradient = grads[variable.name] ?? tf.zerosLike(variable.read())
    return [name, { shape: gradient.shape, data: gradient.dataSync<'float32'>() }] as const
  })
  return networkKeyMap(config).toTorch(new Map(values))
}

test('every gradient is the reference’s', async () => {
  for (const [name, { data }] of await golden('gradients')) {
    expect(gradients.get(name)!.data).toBeRelativelyWithin(1e-4, data)
  }
})

test('the prompt layers have none, as in the reference', () => {
  const { entries } = networkKeyMap(config)
  const names = without.map(name => entries.find(({ layer }) => layer === name)!.torch)
  expect(names.sort()).toEqual([...training.without_gradient].sort())
})

test('the losses before and after a step of Adam', () => {
  expect(losses).toBeWithin(1e-5, training.adam.losses.slice(0, 2))
})
