import { Random } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import { decodeModel } from '../fixtures/decode-model.js'
import { constant, expectSameAsEager, normal, rank4 } from '../fixtures/run-onnx.js'

const random = new Random(13)
const channels = 8

function weight(...shape: number[]): tf.Tensor4D {
  return rank4(tf.mul(constant(random, shape), 0.3))
}

function layerNorm(x: tf.Tensor): tf.Tensor4D {
  const [scale, offset] = [tf.ones([channels]), tf.zeros([channels])]
  const centred = tf.sub(x, tf.mean(x, -1, true))
  const value = tf.mul(centred, tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), 1e-5)))
  if (tf.getKernel('Composite', tf.getBackend()) == null) return rank4(value)
  const inputs = { a0: x, a1: scale, a2: offset, value }
  return rank4(tf.engine().runKernel<tf.Tensor>('Composite', inputs, { name: 'LayerNorm', epsilon: 1e-5 }))
}

/** A Restormer block in small: channel attention and a gate, each behind a norm and added to what came in. */
function makeBlock(heads: number) {
  const pointwise = [1, 2, 3, 4, 5].map(() => weight(1, 1, channels, channels))
  const depthwise = [1, 2, 3, 4, 5].map(() => weight(3, 3, channels, 1))
  const [projection, back] = [weight(1, 1, channels, channels), weight(1, 1, channels, channels)]
  const branch = (x: tf.Tensor4D, index: number) =>
    tf.depthwiseConv2d(tf.conv2d(x, pointwise[index], 1, 'same'), depthwise[index], 1, 'same')
  return (x: tf.Tensor): tf.Tensor => {
    const norm = layerNorm(x)
    const [b, h, w] = norm.shape
    const split = (t: tf.Tensor) => tf.transpose(tf.reshape(t, [b, h * w, heads, channels / heads]), [0, 2, 1, 3])
    const [q, k] = [split(branch(norm, 0)), split(branch(norm, 1))]
    const attention = tf.softmax(tf.matMul(q, k, true, false))
    const kernels = tf.reshape(projection, [1, heads, channels / heads, channels])
    const map = tf.reshape(tf.matMul(attention, kernels, true, false), [1, 1, channels, channels])
    const attended = tf.add(x, tf.conv2d(branch(norm, 2), rank4(map), 1, 'same'))
    const second = layerNorm(attended)
    const gated = tf.mul(tf.sigmoid(branch(second, 3)), branch(second, 4))
    return tf.add(attended, tf.conv2d(rank4(gated), back, 1, 'same'))
  }
}

/** How often images, not single matrices, are transposed. */
function transposedImages(model: Uint8Array): number {
  const perms = decodeModel(model)
    .graph.node.filter(({ opType }) => opType === 'Transpose')
    .map(({ attribute }) => attribute[0].ints?.join())
  return perms.filter(perm => perm === '0,3,1,2' || perm === '0,2,3,1').length
}

async function exportBlocks(count: number): Promise<number> {
  const blocks = Array.from({ length: count }, () => makeBlock(2))
  const stem = weight(3, 3, 3, channels)
  const model = await expectSameAsEager(
    ({ x }) => ({ y: blocks.reduce<tf.Tensor>((y, block) => block(y), tf.conv2d(rank4(x), stem, 1, 'same')) }),
    { x: normal(random, [1, 4, 5, 3]) },
    1e-4,
  )
  return transposedImages(model)
}

test('a residual stream stays channels last: a norm is transposed for its convolutions, theirs for the sum', async () => {
  const [one, three] = [await exportBlocks(1), await exportBlocks(3)]
  expect((three - one) / 2).toBe(4) // after each norm, and before each sum: values of the attention, end of the gate
})

test('once decided, the order of a product is kept', async () => {
  const stem = weight(3, 3, 3, channels)
  const model = await expectSameAsEager(
    ({ x, f }) => {
      const image = tf.conv2d(rank4(x), stem, 1, 'same')
      const product = tf.conv2d(image, rank4(f), 1, 'same')
      return { sum: tf.add(layerNorm(image), product), shares: tf.softmax(product) }
    },
    { x: normal(random, [1, 3, 4, 3]), f: normal(random, [1, 1, channels, channels]) },
    1e-4,
  )
  expect(transposedImages(model)).toBe(2) // before the stem and after it
})

test('a product is computed once, although it could be had in two orders', async () => {
  const filter = weight(1, 1, 4, 6)
  const model = await expectSameAsEager(
    ({ x, f }) => {
      const y = tf.conv2d(rank4(x), rank4(f), 1, 'same')
      const rows = tf.reshape(y, [2, 12, 6])
      return {
        last: tf.sin(y),
        first: tf.neg(tf.transpose(y, [0, 3, 1, 2])),
        rows,
        columns: tf.transpose(rows, [0, 2, 1]),
      }
    },
    {
      x: normal(random, [2, 3, 4, 4]),
      f: { shape: [1, 1, 4, 6], dtype: 'float32', values: Float32Array.from(filter.dataSync()) },
    },
  )
  expect(decodeModel(model).graph.node.filter(({ opType }) => opType === 'MatMul')).toHaveLength(1)
})

test('for an engine with channels last, images are turned before they become matrices and nowhere else', async () => {
  const block = makeBlock(2)
  const [stem, last] = [weight(3, 3, 3, channels), weight(3, 3, channels, 3)]
  const model = await expectSameAsEager(
    ({ x }) => ({ y: tf.conv2d(rank4(block(tf.conv2d(rank4(x), stem, 1, 'same'))), last, 1, 'same') }),
    { x: normal(random, [1, 4, 5, 3]) },
    1e-4,
    { channels: 'last' },
  )
  const { node } = decodeModel(model).graph
  const makers = new Map(node.flatMap(one => one.output.map(name => [name, one] as const)))
  const turns = ({ opType, attribute }: (typeof node)[number]) =>
    opType === 'Transpose' && attribute[0].ints?.join() === '0,2,3,1'
  const reshaped = node.filter(({ opType }) => opType === 'Reshape').map(({ input }) => makers.get(input[0]))
  expect(reshaped.filter(maker => maker?.opType === 'Conv')).toEqual([])
  expect(reshaped.filter(maker => maker !== undefined && turns(maker)).length).toBe(3) // q, k and v
})
