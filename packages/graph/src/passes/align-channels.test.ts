import { Random } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import { decodeModel } from '../fixtures/decode-model.js'
import { constant, expectSameAsEager, normal, rank4 } from '../fixtures/run-onnx.js'

const random = new Random(12)

function filter(size: number, inputs: number, outputs: number): tf.Tensor4D {
  return rank4(tf.mul(constant(random, [size, size, inputs, outputs]), 0.2))
}

/** Output channels of the convolutions of a model, in order. */
function widths(model: Uint8Array): number[] {
  const { node, initializer } = decodeModel(model).graph
  const filters = new Map(initializer.map(({ name, dims }) => [name, dims[0]]))
  return node.filter(({ opType }) => opType === 'Conv').map(({ input }) => filters.get(input[1]) ?? 0)
}

const [toFirst, toSecond] = [filter(1, 6, 29), filter(1, 6, 29)]
const [depthwise, back] = [filter(3, 29, 1), filter(1, 29, 6)]
const bias = constant(random, [29])
const image = { x: normal(random, [2, 4, 5, 6]) }

function hidden(x: tf.Tensor, filter: tf.Tensor4D): tf.Tensor4D {
  return tf.depthwiseConv2d(rank4(tf.add(tf.conv2d(rank4(x), filter, 1, 'same'), bias)), depthwise, 1, 'same')
}

test('hidden channels between convolutions become a multiple of 16', async () => {
  const model = await expectSameAsEager(({ x }) => {
    const gated = tf.mul(tf.sigmoid(tf.sub(hidden(x, toFirst), 0.5)), hidden(x, toSecond))
    return { y: tf.add(x, tf.conv2d(rank4(gated), back, 1, 'same')) }
  }, image)
  expect(widths(model)).toEqual([32, 32, 32, 32, 6])
})

test('channels that someone else reads stay as they are', async () => {
  const project = (h: tf.Tensor) => tf.conv2d(rank4(h), back, 1, 'same')
  const fetched = await expectSameAsEager(({ x }) => {
    const h = hidden(x, toFirst)
    return { y: project(tf.relu(h)), h }
  }, image)
  expect(widths(fetched)).toEqual([29, 29, 6])
  const reduced = await expectSameAsEager(({ x }) => {
    const h = hidden(x, toFirst)
    return { y: project(tf.mul(h, tf.mean(h, -1, true))) }
  }, image)
  expect(widths(reduced)).toEqual([29, 29, 6])
})

test('both operands must have the additional channels, or be the same for all of them', async () => {
  const mixed = await expectSameAsEager(
    ({ x, other }) => ({ y: tf.conv2d(rank4(tf.mul(hidden(x, toFirst), other)), back, 1, 'same') }),
    { ...image, other: normal(random, [2, 4, 5, 29]) },
  )
  expect(widths(mixed)).toEqual([29, 29, 6])
  const perPixel = await expectSameAsEager(
    ({ x, other }) => ({ y: tf.conv2d(rank4(tf.mul(hidden(x, toFirst), other)), back, 1, 'same') }),
    { ...image, other: normal(random, [2, 4, 5, 1]) },
  )
  expect(widths(perPixel)).toEqual([32, 32, 6])
})

test('a function that makes infinities of zeros is not fed additional channels', async () => {
  const model = await expectSameAsEager(
    ({ x }) => ({ y: tf.conv2d(rank4(tf.reciprocal(tf.add(tf.square(hidden(x, toFirst)), 1))), back, 1, 'same') }),
    image,
  )
  expect(widths(model)).toEqual([29, 29, 6])
})

test('few channels are not filled up with many', async () => {
  const [wide, narrow] = [filter(1, 6, 5), filter(1, 5, 6)]
  const model = await expectSameAsEager(
    ({ x }) => ({ y: tf.conv2d(rank4(tf.relu(tf.conv2d(rank4(x), wide, 1, 'same'))), narrow, 1, 'same') }),
    image,
  )
  expect(widths(model)).toEqual([5, 6])
})
