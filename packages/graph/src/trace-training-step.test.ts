import '@tensorflow/tfjs-backend-cpu'
import { Random, UsageError } from '@dfpir/core'
import { loadTensorflow } from '@dfpir/tensorflow'
import * as tf from '@tensorflow/tfjs-core'
import { describeGraph, operationsOf } from './fixtures/same-graph.js'
import { toGraphDef } from './graphdef/to-graph-def.js'
import type { Graph } from './ir.js'
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
  await session.dispose()
})

const input = { x: { shape: [2, 3] } }

/** Runs one step of a graph without placeholders but x, from zero moments. */
async function runStep(graph: Graph, weights: Record<string, tf.Tensor>, x: tf.Tensor, fetches: string[]) {
  const session = (await loadTensorflow()).createSession(toGraphDef(graph), { threads: 1 })
  try {
    const trained = new Set(graph.updates.map(update => update.variable))
    const values = Object.entries(weights).flatMap(([name, tensor]) => {
      const moments = trained.has(name) ? ['adam_m', 'adam_v'] : []
      const zeros = value(tf.zeros(tensor.shape))
      return [[name, value(tensor)] as const, ...moments.map(moment => [`${name}/${moment}`, zeros] as const)]
    })
    await session.run({
      feeds: Object.fromEntries(values.map(([name, tensor]) => [`value/${name}`, tensor])),
      targets: values.map(([name]) => `assign/${name}`),
    })
    const rates = { learningRate: 0.5, beta1Power: 0.9, beta2Power: 0.999, epsilonHat: 1e-8 }
    const scalars = Object.entries(rates).map(([name, rate]) => [name, scalar(rate)] as const)
    const feeds = { x: value(x), ...Object.fromEntries(scalars) }
    const results = await session.run({ feeds, fetches, targets: ['train'] })
    const after = await session.run({ fetches: Object.keys(weights).map(name => `read/${name}`) })
    return { ...results, ...after }
  } finally {
    await session.dispose()
  }
}

test('everything in a step sees the weights from before its update', async () => {
  const weight = tf.variable(tf.tensor1d([1, 2, 3]))
  const x = tf.tensor2d([1, 1, 1, -1, -1, -2], [2, 3])
  const graph = traceTrainingStep({
    inputs: input,
    variables: new Map([['w', weight]]),
    loss: ({ x }) => tf.sum(tf.mul(x, weight)), // linear: the gradient does not depend on the weight
    outputs: ({ x }) => ({ product: tf.mul(x, weight), twice: tf.mul(weight, 2) }),
    gradients: true,
  })
  const results = await runStep(graph, { w: weight }, x, ['loss', 'product', 'twice', 'gradient/w'])
  expect([...results.loss.data]).toEqual([-3])
  expect([...results.product.data]).toEqual([1, 2, 3, -1, -2, -6])
  expect([...results.twice.data]).toEqual([2, 4, 6])
  expect([...results['gradient/w'].data]).toEqual([0, 0, -1])
  expect(results['read/w'].data).toBeWithin(1e-6, [1, 2, 3.5])
})

test('frozen variables are read and stay; a variable may be used through a model and in several places', async () => {
  const [weight, bias] = [tf.variable(tf.tensor1d([1, 2, 3])), tf.variable(tf.scalar(4))]
  const x = tf.ones([2, 3])
  const graph = traceTrainingStep({
    inputs: input,
    variables: new Map([['w', weight]]),
    frozen: new Map([['b', bias]]),
    loss: ({ x }) => tf.sum(tf.mul(tf.add(tf.mul(x, weight), bias), weight)),
    gradients: true,
  })
  const results = await runStep(graph, { w: weight, b: bias }, x, ['gradient/w'])
  expect(results['gradient/w'].data).toBeWithin(1e-5, [12, 16, 20]) // 2·(2w + b)
  expect([...results['read/b'].data]).toEqual([4])
})

test('outputs share the work of the loss', () => {
  const weight = tf.variable(tf.tensor1d([1, 2, 3]))
  const forward = (x: tf.Tensor) => tf.exp(tf.mul(x, weight))
  const graph = traceTrainingStep({
    inputs: input,
    variables: new Map([['w', weight]]),
    loss: ({ x }) => tf.mean(forward(x)),
    outputs: ({ x }) => ({ y: forward(x) }),
  })
  expect(operationsOf(graph).filter(op => op === 'Exp')).toEqual(['Exp'])
})

test('a composite passes its gradient on through its value', async () => {
  const weight = tf.variable(tf.tensor1d([1, 2, 3]))
  const mark = (x: tf.Tensor, y: tf.Tensor): tf.Tensor =>
    tf.getKernel('Composite', tf.getBackend())
      ? (tf.engine().runKernel('Composite', { a0: x, a1: weight, value: y }, { name: 'Exponential' }) as tf.Tensor)
      : y
  const loss = ({ x }: Record<string, tf.Tensor>) => {
    const product = tf.mul(x, weight)
    return tf.sum(mark(product, tf.exp(product)))
  }
  const graph = traceTrainingStep({ inputs: input, variables: new Map([['w', weight]]), loss, gradients: true })
  const x = randomTensor(new Random(3), [2, 3])
  const results = await runStep(graph, { w: weight }, x, ['gradient/w'])
  const { grads } = tf.variableGrads(() => tf.reshape(loss({ x }), []), [weight])
  expect(results['gradient/w'].data).toBeWithin(1e-4, grads[weight.name].dataSync())
  expect(operationsOf(graph)).toContain('Composite')
})

describe('errors', () => {
  const weight = () => tf.variable(tf.tensor1d([1, 2, 3]))

  test('variables that the loss does not depend on are named', () => {
    const [used, idle] = [weight(), weight()]
    const variables = new Map([
      ['used', used],
      ['idle', idle],
    ])
    const step = () => traceTrainingStep({ inputs: input, variables, loss: ({ x }) => tf.sum(tf.mul(x, used)) })
    expect(step).toThrow('the loss does not depend on 1 of the variables: idle')
  })

  test('a loss that is no scalar', () => {
    const used = weight()
    const variables = new Map([['used', used]])
    const before = tf.memory().numTensors
    const step = () => traceTrainingStep({ inputs: input, variables, loss: ({ x }) => tf.mul(x, used) })
    expect(step).toThrow('the loss must be a scalar, got shape [2,3]')
    expect(tf.memory().numTensors).toBe(before)
  })

  test('a variable that is trained and frozen', () => {
    const used = weight()
    const variables = new Map([['used', used]])
    const loss = ({ x }: Record<string, tf.Tensor>) => tf.sum(tf.mul(x, used))
    expect(() => traceTrainingStep({ inputs: input, variables, frozen: variables, loss })).toThrow(UsageError)
  })
})

test('tracing a step leaves no tensors and gives the same graph again', () => {
  const weight = tf.variable(tf.tensor1d([1, 2, 3]))
  const step = () =>
    traceTrainingStep({
      inputs: input,
      variables: new Map([['w', weight]]),
      loss: ({ x }) => tf.mean(tf.softmax(tf.mul(x, weight))),
    })
  const before = tf.memory().numTensors
  expect(describeGraph(step())).toEqual(describeGraph(step()))
  expect(tf.memory().numTensors).toBe(before)
  expect(tf.findBackend('dfpir-trace').numDataIds()).toBe(0)
  expect([...weight.dataSync()]).toEqual([1, 2, 3])
})
