import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers' // registers the gradients
import { Random } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { constant, type Feeds, normal, rank4, runEager, runOnnx, type Traceable } from '../fixtures/run-onnx.js'
import { runGraph } from '../fixtures/run-traced.js'
import { type Graph, isComposite } from '../ir.js'
import { toOnnx } from '../onnx/to-onnx.js'
import { traceForward } from '../trace-forward.js'
import { foldLayerNorm } from './fold-layer-norm.js'
import { liveNodes } from './rewrite.js'

const random = new Random(21)
const epsilon = 1e-5

/** Layer norm over the last axis as layers mark it. `marked` is what the composite is said to be made of. */
function layerNorm(x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor, marked = scale): tf.Tensor {
  const centred = tf.sub(x, tf.mean(x, -1, true))
  const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), epsilon))
  const value = tf.add(tf.mul(tf.mul(centred, inverse), scale), offset)
  if (tf.getKernel('Composite', tf.getBackend()) == null) return value
  return tf.engine().runKernel('Composite', { a0: x, a1: marked, a2: offset, value }, { name: 'LayerNorm', epsilon })
}

const conv = (x: tf.Tensor, filter: tf.Tensor) => tf.conv2d(rank4(x), rank4(filter), 1, 'same')
const filterOf = (inputs: number, outputs: number, size = 1) =>
  tf.div(constant(random, [size, size, inputs, outputs]), Math.sqrt(inputs) * size)

function traceFor(fn: Traceable, feeds: Feeds): Graph {
  return traceForward(fn, {
    inputs: Object.fromEntries(Object.entries(feeds).map(([name, { shape }]) => [name, { shape }])),
  })
}

const norms = (graph: Graph) => liveNodes(graph).filter(node => isComposite(node, 'LayerNorm')).length

/** Runs a function folded, on libtensorflow and on onnxruntime, beside tfjs. */
async function compare(fn: Traceable, feeds: Feeds, tolerance: number): Promise<Graph> {
  const graph = foldLayerNorm(traceFor(fn, feeds))
  const expected = await runEager(fn, feeds)
  const inputs = Object.fromEntries(
    Object.entries(feeds).map(([name, { values, shape }]) => [name, tf.tensor(values, [...shape])]),
  )
  const [tensorflow, onnx] = [await runGraph(graph, inputs), await runOnnx(toOnnx(graph), feeds)]
  for (const [name, { values }] of Object.entries(expected)) {
    expect(Float32Array.from(tensorflow[name].data)).toBeWithin(tolerance, values)
    expect(onnx[name].values).toBeWithin(tolerance, values)
  }
  return graph
}

test('random shapes: one norm, several convolutions', async () => {
  const sizes = fc.tuple(
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 1, max: 6 }),
    fc.integer({ min: 2, max: 24 }),
  )
  await fc.assert(
    fc.asyncProperty(sizes, fc.integer({ min: 1, max: 3 }), async ([batch, side, channels], count) => {
      const [scale, offset] = [constant(random, [channels]), constant(random, [channels])]
      const filters = Array.from({ length: count }, (_, index) => filterOf(channels, 3 + index))
      const graph = await compare(
        ({ x }) => {
          const normal = layerNorm(x, scale, offset)
          return Object.fromEntries(filters.map((filter, index) => [`y${index}`, conv(normal, filter)]))
        },
        { x: normal(random, [batch, side, side + 1, channels]) },
        5e-6,
      )
      expect(norms(graph)).toBe(0)
    }),
    { numRuns: 12, seed: 3 },
  )
})

test.each([
  [10, 5e-6],
  [100, 5e-5], // the features themselves are rounded by 4e-6 of their deviation
])('features with a mean of %i times their deviation keep their digits', async (mean, tolerance) => {
  const [scale, offset, filter] = [constant(random, [16]), constant(random, [16]), filterOf(16, 8)]
  const x = normal(random, [1, 6, 6, 16])
  const feeds = { x: { ...x, values: Float32Array.from(x.values, value => mean + value) } }
  const graph = traceFor(({ x }) => ({ y: conv(layerNorm(x, scale, offset), filter) }), feeds)
  const { y } = await runOnnx(toOnnx(foldLayerNorm(graph)), feeds)
  expect(y.values).toBeWithin(tolerance, exactly(feeds.x.values, scale, offset, filter))
})

/** Norm and 1×1 convolution in double precision. */
function exactly(values: ArrayLike<number>, ...tensors: tf.Tensor[]): number[] {
  const [scale, offset, filter] = tensors.map(tensor => tensor.dataSync())
  const [channels, outputs] = [scale.length, filter.length / scale.length]
  return Array.from({ length: (values.length / channels) * outputs }, (_, index) => {
    const start = Math.floor(index / outputs) * channels
    const pixel = Array.from({ length: channels }, (_, channel) => values[start + channel])
    const mean = pixel.reduce((sum, value) => sum + value) / channels
    const deviation = Math.sqrt(pixel.reduce((sum, value) => sum + (value - mean) ** 2, 0) / channels + epsilon)
    const terms = pixel.map(
      (value, c) => (((value - mean) / deviation) * scale[c] + offset[c]) * filter[c * outputs + (index % outputs)],
    )
    return terms.reduce((sum, term) => sum + term)
  })
}

test('a norm that something else reads stays', async () => {
  const [scale, offset, filter] = [constant(random, [6]), constant(random, [6]), filterOf(6, 6)]
  const feeds = { x: normal(random, [1, 4, 4, 6]) }
  const spatial = filterOf(6, 4, 3)
  const readers: Traceable[] = [
    ({ x }) => ({ y: tf.add(conv(layerNorm(x, scale, offset), filter), layerNorm(x, scale, offset)) }),
    ({ x }) => ({ y: conv(layerNorm(x, scale, offset), spatial) }),
    ({ x }) => ({ y: conv(layerNorm(x, scale, offset), filter), norm: layerNorm(x, scale, offset) }),
    ({ x }) => ({ y: conv(layerNorm(x, tf.mean(x, [0, 1, 2]), offset), filter) }),
    ({ x }) => ({ y: tf.conv2d(rank4(layerNorm(x, scale, offset)), rank4(filter), 2, 'same') }),
  ]
  for (const fn of readers) expect(norms(await compare(fn, feeds, 5e-6))).toBe(1)
})

test('a wrong scale shows', async () => {
  const [scale, offset, filter] = [constant(random, [6]), constant(random, [6]), filterOf(6, 6)]
  const feeds = { x: normal(random, [1, 4, 4, 6]) }
  const wrong: Traceable = ({ x }) => ({ y: conv(layerNorm(x, scale, offset, tf.mul(scale, 1.001)), filter) })
  const folded = await runOnnx(toOnnx(foldLayerNorm(traceFor(wrong, feeds))), feeds)
  expect(folded.y.values).not.toBeWithin(5e-6, (await runEager(wrong, feeds)).y.values)
})

test('a training step keeps its norms, which the gradients read', () => {
  const filter = filterOf(6, 6)
  const graph = traceForward(
    ({ x }) => ({
      dx: tf.grad((x: tf.Tensor) => tf.sum(conv(tf.square(layerNorm(x, tf.ones([6]), tf.zeros([6]))), filter)))(x),
    }),
    { inputs: { x: { shape: [1, 4, 4, 6] } } },
  )
  expect(liveNodes(foldLayerNorm(graph)).length).toBe(liveNodes(graph).length)
})
