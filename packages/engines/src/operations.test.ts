import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers' // registers the gradients
import { type Float32Tensor, Random } from '@dfpir/core'
import { traceForward } from '@dfpir/graph'
import { relativeError } from '@dfpir/testing'
import * as tf from '@tensorflow/tfjs-core'
import { compile, type Engine, engineNames, listEngines } from './index.js'

type Inputs = Record<string, tf.Tensor>

const four = (x: tf.Tensor) => x as tf.Tensor4D
const five = (x: tf.Tensor) => x as tf.Tensor5D
const whole = (x: tf.Tensor) => tf.cast(x, 'int32')

/** The sum of f's weighted results, differentiated by x. */
function gradient(f: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor): tf.Tensor {
  return tf.grad((x: tf.Tensor) => tf.sum(tf.square(f(x))))(x)
}

/** Operations that the tracer records as several others, on an image, a volume, boxes and whole numbers. */
const operations: Readonly<Record<string, (inputs: Inputs) => tf.Tensor>> = {
  einsum: ({ image }) => tf.einsum('bhwc,bkwc->bhkw', image, image),
  update: ({ image, numbers }) => {
    const positions = tf.reshape(whole(numbers), [-1, 1]) as tf.Tensor2D
    const rows = tf.reshape(tf.slice(image, [0, 0, 0, 0], [1, 1, 4, 1]), [4])
    return tf.tensorScatterUpdate(tf.mul(tf.ones([9]), tf.sum(image)), positions, rows)
  },
  crop: ({ image, boxes }) =>
    tf.image.cropAndResize(four(image), boxes as tf.Tensor2D, tf.tensor1d([1, 0], 'int32'), [4, 3], 'bilinear', 5),
  transform: ({ image }) =>
    tf.image.transform(
      tf.slice(four(image), 0, 1),
      tf.tensor2d([[1.2, 0.3, -1, -0.2, 0.9, 0.5, 0.01, 0.02]]),
      'bilinear',
    ),
  rotate: ({ image }) => tf.image.rotateWithOffset(four(image), 0.6, 0.5, 0.4),
  conv3d: ({ volume, filter }) => tf.conv3d(five(volume), five(filter), [2, 1, 1], 'same'),
  conv3dByVolume: ({ volume, filter }) => gradient(x => tf.conv3d(five(x), five(filter), [2, 1, 1], 'same'), volume),
  conv3dByFilter: ({ volume, filter }) => gradient(f => tf.conv3d(five(volume), five(f), [2, 1, 1], 'same'), filter),
  avgPool3d: ({ volume }) => tf.avgPool3d(five(volume), [2, 3, 2], 2, 'same'),
  avgPool3dGradient: ({ volume }) => gradient(x => tf.avgPool3d(five(x), 2, 1, 'valid'), volume),
  maxPool3d: ({ volume }) => tf.maxPool3d(five(volume), 2, [1, 2, 2], 'same'),
  maxPool3dGradient: ({ volume }) => gradient(x => tf.maxPool3d(five(x), 2, 2, 'same'), volume),
  lrn: ({ image }) => tf.localResponseNormalization(four(image), 2, 1, 0.5, 0.75),
  lrnGradient: ({ image }) => gradient(x => tf.localResponseNormalization(four(x), 2, 1, 0.5, 0.75), image),
  bincount: ({ numbers }) => tf.cast(tf.bincount(whole(numbers) as tf.Tensor1D, tf.tensor1d([]), 6), 'float32'),
  search: ({ numbers, boxes }) =>
    tf.cast(tf.searchSorted(tf.cumsum(numbers), tf.mul(tf.reshape(boxes, [-1]), 9)), 'float32'),
}

const random = new Random(3)
const uniform = (shape: number[], low: number, high: number): Float32Tensor => ({
  shape,
  data: Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.uniform(low, high)),
})
const inputs: Record<string, Float32Tensor> = {
  image: uniform([2, 5, 6, 4], -1, 1),
  volume: uniform([2, 5, 4, 6, 3], -1, 1),
  filter: uniform([3, 2, 3, 3, 2], -1, 1),
  boxes: uniform([2, 4], -0.2, 1.2),
  numbers: { shape: [4], data: Float32Array.of(7, 2, 5, 0) },
}

let expected: Map<string, tf.Tensor>
let engines: readonly Engine[]

beforeAll(async () => {
  await tf.setBackend('cpu')
  const tensors = Object.entries(inputs).map(([name, { data, shape }]) => [name, tf.tensor(data, [...shape])] as const)
  const named = Object.fromEntries(tensors)
  expected = new Map(Object.entries(operations).map(([name, run]) => [name, run(named)]))
  engines = listEngines()
})

test.each(engineNames)('%s runs the operations that are recorded as others', async name => {
  const engine = engines.find(each => each.name === name)
  if (!engine) throw new Error(`no engine ${name}`)
  const trace = (tensors: Inputs) =>
    Object.fromEntries(Object.entries(operations).map(([name, run]) => [name, run(tensors)]))
  const compiled = await compile(engine, traceForward(trace, { inputs }), { threads: 1 })
  const results = await compiled.run(inputs)
  await compiled.dispose()
  const wrong = [...expected].filter(([operation, tensor]) => {
    expect([operation, results[operation].shape]).toEqual([operation, tensor.shape])
    return !(relativeError(results[operation].data, tensor.dataSync()) < 1e-5)
  })
  expect(wrong.map(([operation]) => operation)).toEqual([])
})
