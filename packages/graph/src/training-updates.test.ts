import '@tensorflow/tfjs-backend-cpu'
import { Random } from '@dfpir/core'
import { loadTensorflow, type TensorflowSession } from '@dfpir/tensorflow'
import * as tf from '@tensorflow/tfjs-core'
import { toGraphDef } from './graphdef/to-graph-def.js'
import type { Graph } from './ir.js'
import { optimizerSlots } from './optimizer.js'
import { type TraceTrainingStepOptions, traceTrainingStep } from './trace-training-step.js'

const count = 5
const random = new Random(9)
const numbers = () => Float32Array.from({ length: count }, () => random.normal())
const start = numbers()
const other = numbers()
const inputs = Array.from({ length: 6 }, numbers)
const constants = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, rate: 0.05 }

/** The loss Σ x·w³ + Σ x·u, whose gradients are 3x·w² and x. */
function traceStep(options: Partial<TraceTrainingStepOptions>): Graph {
  const [w, u] = [tf.variable(tf.tensor1d(start)), tf.variable(tf.tensor1d(other))]
  return traceTrainingStep({
    inputs: { x: { shape: [count] } },
    variables: new Map([
      ['w', w],
      ['u', u],
    ]),
    loss: ({ x }) => tf.sum(tf.add(tf.mul(x, tf.pow(w, 3)), tf.mul(x, u))),
    gradients: true,
    ...options,
  })
}

const scalar = (value: number) => ({ shape: [], data: Float32Array.of(value) })
const vector = (data: ArrayLike<number>) => ({ shape: [count], data: Float32Array.from(data) })

async function openStep(graph: Graph): Promise<TensorflowSession> {
  const session = (await loadTensorflow()).createSession(toGraphDef(graph), { threads: 1 })
  const zeros = new Float32Array(count)
  const given: [string, ArrayLike<number>][] = [
    ['w', start],
    ['u', other],
  ]
  const [{ average, share, optimizer }] = graph.updates
  for (const [name, values] of [...given]) {
    for (const slot of optimizerSlots[optimizer.kind]) given.push([`${name}/${slot}`, zeros])
    if (average) given.push([`${name}/average`, values])
    if (share) given.push([`${name}/gradient_sum`, zeros])
  }
  await session.run({
    feeds: Object.fromEntries(given.map(([name, values]) => [`value/${name}`, vector(values)])),
    targets: given.map(([name]) => `assign/${name}`),
  })
  return session
}

function feeds(step: number, x: ArrayLike<number>, averageDecay?: number) {
  const { beta1, beta2, epsilon, rate } = constants
  return {
    x: vector(x),
    learningRate: scalar(rate),
    beta1Power: scalar(beta1 ** step),
    beta2Power: scalar(beta2 ** step),
    epsilonHat: scalar(epsilon * Math.sqrt(1 - beta2 ** step)),
    ...(averageDecay !== undefined && { averageDecay: scalar(averageDecay) }),
  }
}

/** A step of Adam written out. */
class Reference {
  readonly w: Float64Array
  private readonly m = new Float64Array(count)
  private readonly v = new Float64Array(count)
  private steps = 0

  constructor(values: ArrayLike<number>) {
    this.w = Float64Array.from(values)
  }

  step(gradient: ArrayLike<number>, weightDecay = 0): void {
    const { beta1, beta2, epsilon, rate } = constants
    this.steps++
    for (let i = 0; i < count; i++) {
      this.w[i] -= rate * weightDecay * this.w[i]
      this.m[i] = beta1 * this.m[i] + (1 - beta1) * gradient[i]
      this.v[i] = beta2 * this.v[i] + (1 - beta2) * gradient[i] ** 2
      const deviation = Math.sqrt(this.v[i] / (1 - beta2 ** this.steps)) + epsilon
      this.w[i] -= (rate * this.m[i]) / (1 - beta1 ** this.steps) / deviation
    }
  }
}

const gradientOfW = (x: ArrayLike<number>, w: ArrayLike<number>) =>
  Array.from({ length: count }, (_, i) => 3 * x[i] * w[i] ** 2)

beforeAll(() => tf.setBackend('cpu'))

test('AdamW shrinks the weights before each step, and averages follow the weights after it', async () => {
  const [weightDecay, decay] = [0.1, 0.7]
  const session = await openStep(traceStep({ optimizer: { kind: 'adam', weightDecay }, average: true }))
  const reference = new Reference(start)
  const average = Float64Array.from(start)
  for (const [index, x] of inputs.entries()) {
    await session.run({ feeds: feeds(index + 1, x, decay), targets: ['train'] })
    reference.step(gradientOfW(x, reference.w), weightDecay)
    for (let i = 0; i < count; i++) average[i] = decay * average[i] + (1 - decay) * reference.w[i]
  }
  const read = await session.run({ fetches: ['read/w', 'read/w/average'] })
  expect(read['read/w'].data).toBeWithin(1e-5, reference.w)
  expect(read['read/w/average'].data).toBeWithin(1e-5, average)
  expect(read['read/w/average'].data).not.toBeWithin(1e-3, reference.w)
  await session.dispose()
})

test('gradients are scaled down to the norm that is allowed, and never up', async () => {
  const clipNorm = 2.5
  const session = await openStep(traceStep({ clipNorm }))
  const reference = new Reference(start)
  const clipped: boolean[] = []
  for (const [index, x] of inputs.entries()) {
    const gradient = gradientOfW(x, reference.w)
    const norm = Math.hypot(...gradient, ...x)
    const results = await session.run({ feeds: feeds(index + 1, x), fetches: ['gradientNorm'], targets: ['train'] })
    expect(results.gradientNorm.data).toBeWithin(1e-4, [norm])
    clipped.push(norm > clipNorm)
    reference.step(gradient.map(value => value * Math.min(1, clipNorm / norm)))
  }
  expect(new Set(clipped)).toEqual(new Set([true, false]))
  expect((await session.run({ fetches: ['read/w'] }))['read/w'].data).toBeWithin(1e-5, reference.w)
  await session.dispose()
})

test('runs that share a step give their mean gradient, and the next step begins anew', async () => {
  const session = await openStep(traceStep({ accumulate: 3 }))
  const reference = new Reference(start)
  for (const step of [1, 2]) {
    const shares = inputs.slice(3 * (step - 1), 3 * step)
    for (const x of shares.slice(0, 2)) {
      await session.run({ feeds: feeds(step, x), fetches: ['loss'], targets: ['accumulate'] })
      expect((await session.run({ fetches: ['read/w'] }))['read/w'].data).toBeWithin(1e-5, reference.w)
    }
    await session.run({ feeds: feeds(step, shares[2]), fetches: ['loss'], targets: ['train'] })
    const gradients = shares.map(x => gradientOfW(x, reference.w))
    reference.step(gradients[0].map((_, i) => (gradients[0][i] + gradients[1][i] + gradients[2][i]) / 3))
  }
  const read = await session.run({ fetches: ['read/w', 'read/w/gradient_sum'] })
  expect(read['read/w'].data).toBeWithin(1e-5, reference.w)
  expect([...read['read/w/gradient_sum'].data]).toEqual([0, 0, 0, 0, 0])
  await session.dispose()
})

test('a scale of the loss that is a power of two changes no bit of the loss, the gradients and their norm', async () => {
  const fetches = ['loss', 'gradientNorm', 'gradient/w', 'gradient/u']
  const [plain, scaled] = await Promise.all(
    [undefined, 1024].map(async lossScale => {
      await using session = await openStep(traceStep({ lossScale, clipNorm: 2.5 }))
      return await session.run({ feeds: feeds(1, inputs[0]), fetches, targets: ['train'] })
    }),
  )
  expect(scaled).toEqual(plain)
})

describe('SGD', () => {
  const rate = 0.05
  const sgdFeeds = (x: ArrayLike<number>, learningRate = rate) => ({
    x: vector(x),
    learningRate: scalar(learningRate),
  })

  /** With a gradient that stays g: b = g·(1 − μᵗ)/(1 − μ), and the weights go by lr times the sum of these. */
  test.each([
    { momentum: 0, nesterov: false },
    { momentum: 0.9, nesterov: false },
    { momentum: 0.9, nesterov: true },
  ])('along a constant gradient it follows its closed form: %j', async ({ momentum: mu, nesterov }) => {
    const session = await openStep(traceStep({ optimizer: { kind: 'sgd', momentum: mu, nesterov } }))
    const [steps, [x]] = [5, inputs]
    for (let step = 0; step < steps; step++) await session.run({ feeds: sgdFeeds(x), targets: ['train'] })
    const sum = (steps - (mu * (1 - mu ** steps)) / (1 - mu)) / (1 - mu)
    const way = nesterov ? steps + mu * sum : sum
    const read = await session.run({ fetches: ['read/u', 'read/u/momentum'] })
    expect(read['read/u/momentum'].data).toBeWithin(
      1e-5,
      x.map(g => (g * (1 - mu ** steps)) / (1 - mu)),
    )
    expect(read['read/u'].data).toBeWithin(
      1e-5,
      other.map((u, i) => u - rate * way * x[i]),
    )
    await session.dispose()
  })

  test.each([false, true])(
    'rates may change and weights be penalised, as in torch.optim.SGD; Nesterov %j',
    async nesterov => {
      const [momentum, weightDecay] = [0.8, 0.1]
      const session = await openStep(traceStep({ optimizer: { kind: 'sgd', momentum, nesterov, weightDecay } }))
      const w = Float64Array.from(start)
      const buffer = new Float64Array(count)
      for (const [index, x] of inputs.entries()) {
        const learningRate = rate / (1 + index)
        await session.run({ feeds: sgdFeeds(x, learningRate), targets: ['train'] })
        for (const [i, gradient] of gradientOfW(x, w).entries()) {
          const g = gradient + weightDecay * w[i]
          buffer[i] = momentum * buffer[i] + g
          w[i] -= learningRate * (nesterov ? g + momentum * buffer[i] : buffer[i])
        }
      }
      expect((await session.run({ fetches: ['read/w'] }))['read/w'].data).toBeWithin(1e-5, w)
      await session.dispose()
    },
  )
})
