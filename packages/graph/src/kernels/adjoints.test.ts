import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { Draw } from '../fixtures/kernel-case.js'
import { runTraced } from '../fixtures/run-traced.js'

void tf.setBackend('cpu')

type Pair = [number, number]

/** Settings that not every build of TensorFlow has, and for which tfjs's own gradients are wrong or missing. */
const settings: readonly [Pair, Pair, 'same' | 'valid' | [Pair, Pair, Pair, Pair]][] = [
  [[1, 1], [2, 3], 'same'],
  [[1, 1], [3, 1], 'valid'],
  [
    [1, 1],
    [2, 2],
    [
      [0, 0],
      [1, 2],
      [3, 0],
      [0, 0],
    ],
  ],
  [[1, 2], [1, 1], 'same'],
  [
    [3, 2],
    [1, 1],
    [
      [0, 0],
      [1, 0],
      [2, 1],
      [0, 0],
    ],
  ],
]

/** ⟨dy, conv(x, f)⟩ = ⟨inputGradient(dy, f), x⟩ = ⟨filterGradient(x, dy), f⟩, as the convolution is linear in both. */
test.each(settings)('depthwise gradients, strides %s, dilations %s, padding %j', async (strides, dilations, pad) => {
  const draw = new Draw(`${strides} ${dilations}`)
  const [x, filter] = [draw.floats([2, 9, 8, 3]), draw.floats([3, 2, 3, 2])]
  const attrs = { strides, dilations, pad }
  const eager = tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, pad, 'NHWC', dilations)
  const dy = draw.floats(eager.shape)
  const expected = tf.sum(tf.mul(dy, eager)).dataSync()[0]
  const run = (name: string, inputs: Record<string, tf.Tensor>, shape: object) =>
    tf.engine().runKernel(`DepthwiseConv2dNativeBackprop${name}`, inputs, { ...attrs, ...shape }) as tf.Tensor
  const { byInput, byFilter } = await runTraced(
    ({ x, filter, dy }) => ({
      byInput: tf.sum(tf.mul(run('Input', { dy, filter }, { inputShape: x.shape }), x)),
      byFilter: tf.sum(tf.mul(run('Filter', { x, dy }, { filterShape: filter.shape }), filter)),
    }),
    { x, filter, dy },
  )
  const scale = Math.sqrt(eager.size)
  expect([byInput.data[0] / scale, byFilter.data[0] / scale]).toBeWithin(1e-4, [expected / scale, expected / scale])
})

test('batches of matrices broadcast against each other', async () => {
  const draw = new Draw('broadcast product')
  const [a, b] = [draw.floats([2, 1, 3, 4]), draw.floats([1, 3, 4, 2])]
  const { product } = await runTraced(({ a, b }) => ({ product: tf.matMul(a, b) }), { a, b })
  const expected = tf.sum(tf.mul(tf.expandDims(a, -1), tf.expandDims(b, -3)), -2)
  expect(product.shape).toEqual([2, 3, 3, 2])
  expect(product.data).toBeWithin(1e-5, expected.dataSync())
})
