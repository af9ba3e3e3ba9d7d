import { join } from 'node:path'
import { KeyMap, readSafetensors, toStateDict } from '@dfpir/checkpoints'
import type { Float32Tensor } from '@dfpir/core'
import { toGraphDef } from '@dfpir/graph'
import { namedWeights } from '@dfpir/model'
import { airNet, airNetKeyMap } from '@dfpir/networks'
import { loadTensorflow } from '@dfpir/tensorflow'
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import * as tfl from '@tensorflow/tfjs-layers'
import { traceStep } from './trace-step.js'

const tiny = { width: 8, groups: 2, blocks: 2 } as const
const keys = airNetKeyMap(tiny)

beforeAll(() => tf.setBackend('cpu'))

async function read(name: string): Promise<Map<string, Float32Tensor>> {
  const path = join(__dirname, `../../networks/fixtures/airnet/${name}.safetensors`)
  return toStateDict((await readSafetensors(path)).tensors)
}

/** [B, C, H, W] → [B, H, W, C] */
function channelsLast({ shape, data }: Float32Tensor): Float32Tensor {
  const moved = tf.transpose(tf.tensor4d(data, shape as tf.Tensor4D['shape']), [0, 2, 3, 1])
  return { shape: moved.shape, data: moved.dataSync<'float32'>() }
}

/** The traced gradients of AirNet's L1 loss on libtensorflow by the weights' names in the layers. */
async function tracedGradients(statistics: 'batch' | 'running') {
  const image = tfl.input({ shape: [null, null, 3] })
  const model = tfl.model({ inputs: image, outputs: airNet({ ...tiny, statistics }).apply(image) })
  const state = keys.toLayers(await read('weights'))
  for (const [name, weight] of namedWeights(model)) {
    const { shape, data } = state.get(name)!
    weight.write(tf.tensor(data, [...shape]))
  }
  const forward = await read('forward')
  const [input, target] = ['input', 'target'].map(name => channelsLast(forward.get(name)!))
  const [batch, height, width] = input.shape
  const graph = traceStep(model, { batch, height, width, gradients: true })
  const session = (await loadTensorflow()).createSession(toGraphDef(graph), { rewrite: false })
  const weights = [...graph.variables.keys()]
  const feeds = Object.fromEntries(weights.map(name => [`value/${name}`, state.get(name)!]))
  await session.run({ feeds, targets: weights.map(name => `assign/${name}`) })
  const fetches = graph.updates.map(({ variable }) => `gradient/${variable}`)
  const gradients = await session.run({ feeds: { input, target }, fetches })
  await session.dispose()
  model.dispose()
  return new Map(fetches.map(name => [name.slice('gradient/'.length), gradients[name] as Float32Tensor]))
}

test('AirNet: the traced gradients are those of the published code, with the statistics of the batch', async () => {
  const published = await read('gradients')
  const gradients = await tracedGradients('batch')
  const expected = keys.entries.filter(({ torch }) => published.has(torch))
  expect(gradients.size).toBe(published.size)
  const golden = new KeyMap(expected).toLayers(published)
  for (const [name, { data }] of golden) {
    const scale = Math.max(...data.map(Math.abs))
    expect(gradients.get(name)!.data.map(value => value / scale)).toBeWithin(
      1e-4,
      data.map(value => value / scale),
    )
  }
  const wrong = await tracedGradients('running')
  const [name] = golden.keys()
  expect(wrong.get(name)!.data).not.toBeRelativelyWithin(0.1, golden.get(name)!.data)
})
