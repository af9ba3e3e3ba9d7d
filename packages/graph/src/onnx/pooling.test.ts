import { Random } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import { expectSameAsEager, exportFunction, normal, rank4, runOnnx } from '../fixtures/run-onnx.js'

const random = new Random(9)

const cases = [
  { window: 2, stride: 2, pad: 'valid' },
  { window: 3, stride: 2, pad: 'same' },
  { window: 3, stride: 1, pad: 'same' },
  { window: 2, stride: 3, pad: 'valid' },
] as const

test.each(cases)(
  'maxima and means over windows %j, and the derivative of the maximum',
  async ({ window, stride, pad }) => {
    const loss = (x: tf.Tensor) => tf.sum(tf.square(tf.maxPool(rank4(x), window, stride, pad)))
    await expectSameAsEager(
      ({ x }) => ({
        max: tf.maxPool(rank4(x), window, stride, pad),
        mean: tf.avgPool(rank4(x), window, stride, pad),
        dx: tf.grad(loss)(x),
      }),
      { x: normal(random, [2, 7, 8, 3]) },
      1e-4,
    )
  },
)

/** tfjs's own derivative counts padding, its forward pass does not: the mean's derivative is checked by differences. */
test.each(cases)('the derivative of the mean over windows %j', async ({ window, stride, pad }) => {
  const weighted = (x: tf.Tensor) => {
    const y = tf.avgPool(rank4(x), window, stride, pad)
    return tf.sum(tf.mul(y, tf.cos(tf.reshape(tf.range(0, y.size), y.shape))))
  }
  const step = ({ x, direction }: Record<string, tf.Tensor>) => ({
    slope: tf.sub(weighted(tf.add(x, direction)), weighted(x)), // the mean is linear
    product: tf.sum(tf.mul(tf.grad(weighted)(x), direction)),
  })
  const feeds = { x: normal(random, [1, 7, 8, 2]), direction: normal(random, [1, 7, 8, 2]) }
  const { slope, product } = await runOnnx(exportFunction(step, feeds), feeds)
  expect(product.values).toBeWithin(1e-4, slope.values)
})
