import '@tensorflow/tfjs-backend-cpu'
import { Random } from '@dfpir/core'
import { loadTensorflow } from '@dfpir/tensorflow'
import * as tf from '@tensorflow/tfjs-core'
import { toGraphDef } from './graphdef/to-graph-def.js'
import { traceTrainingStep } from './trace-training-step.js'

beforeAll(() => tf.setBackend('cpu'))

function randomTensor(random: Random, shape: number[]): tf.Tensor {
  return tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal()),
    shape,
  )
}

const value = (tensor: tf.Tensor) => ({ shape: tensor.shape, data: Float32Array.from(tensor.dataSync()) })
const scalar = (number: number) => ({ shape: [], data: Float32Array.of(number) })

/** Adam as PyTorch's torch.optim.Adam computes it. */
function adamStep(state: { w: number[]; m: number[]; v: number[] }, g: ArrayLike<number>, t: number, lr: number) {
  const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8]
  state.w.forEach((_, i) => {
    state.m[i] = beta1 * state.m[i] + (1 - beta1) * g[i]
    state.v[i] = beta2 * state.v[i] + (1 - beta2) * g[i] ** 2
    const mean = state.m[i] / (1 - beta1 ** t)
    const deviation = Math.sqrt(state.v[i] / (1 - beta2 ** t)) + epsilon
    state.w[i] -= (lr * mean) / deviation
  })
}

test('five steps in a session equal a hand-written Adam', async () => {
  const random = new Random(1)
  const filter = tf.variable(randomTensor(random, [3, 3, 2, 3]))
  const bias = tf.variable(randomTensor(random, [3]))
  const x = randomTensor(random, [2, 5, 6, 2])
  const y = randomTensor(random, [2, 5, 6, 3])
  const loss = (inputs: Record<string, tf.Tensor>, w: tf.Tensor, b: tf.Tensor): tf.Scalar => {
    const out = tf.relu(tf.add(tf.conv2d(inputs.x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same'), b))
    return tf.mean(tf.square(tf.sub(out, inputs.y)))
  }
  const variables = new Map([
    ['filter', filter],
    ['bias', bias],
  ])
  const graph = traceTrainingStep({
    inputs: { x: { shape: x.shape }, y: { shape: y.shape } },
    variables,
    loss: inputs => loss(inputs, filter, bias),
    gradients: true,
  })
  const session = (await loadTensorflow()).createSession(toGraphDef(graph), { threads: 1 })
  for (const [name, variable] of variables) {
    const zeros = value(tf.zeros(variable.shape))
    await session.run({
      feeds: { [`value/${name}`]: value(variable), [`value/${name}/adam_m`]: zeros, [`value/${name}/adam_v`]: zeros },
      targets: [`assign/${name}`, `assign/${name}/adam_m`, `assign/${name}/adam_v`],
    })
  }
  const states = [filter, bias].map(variable => {
    const w = [...variable.dataSync()]
    return { w, m: w.map(() => 0), v: w.map(() => 0) }
  })
  for (let t = 1; t <= 5; t++) {
    const current = [tf.tensor(states[0].w, filter.shape), tf.tensor(states[1].w, bias.shape)]
    const { value: expected, grads } = tf.valueAndGrads((w, b) => loss({ x, y }, w, b))(current)
    const lr = 0.01 / t
    const results = await session.run({
      feeds: {
        x: value(x),
        y: value(y),
        learningRate: scalar(lr),
        beta1Power: scalar(0.9 ** t),
        beta2Power: scalar(0.999 ** t),
        epsilonHat: scalar(1e-8 * Math.sqrt(1 - 0.999 ** t)),
      },
      fetches: ['loss', 'gradient/filter', 'gradient/bias'],
      targets: ['train'],
    })
    expect(results.loss.data).toBeWithin(1e-5, expected.dataSync())
    expect(results['gradient/filter'].data).toBeWithin(1e-5, grads[0].dataSync())
    states.forEach((state, index) => {
      adamStep(state, grads[index].dataSync(), t, lr)
    })
  }
  const read = await session.run({ fetches: ['read/filter', 'read/bias'] })
  expect(read['read/filter'].data).toBeWithin(1e-5, states[0].w)
  expect(read['read/bias'].data).toBeWithin(1e-5, states[1].w)
  await session.close()
})
