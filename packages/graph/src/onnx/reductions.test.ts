import { Random } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import { booleans, expectSameAsEager, integers, normal } from '../fixtures/run-onnx.js'

const random = new Random(2)

/** The input [2, 3, 4, 5] as it lies in memory and with its axes in another order. */
const orders = [
  [0, 1, 2, 3],
  [0, 3, 1, 2],
  [3, 1, 0, 2],
]

test.each(orders)('sums and the like over the axes of an input transposed by %j %j %j %j', async (...perm) => {
  const functions = [tf.sum, tf.mean, tf.max, tf.min, tf.prod]
  await expectSameAsEager(
    ({ x }) => {
      const y = tf.transpose(x, perm)
      const reduced = functions.flatMap((fn, index) => [
        [`last${index}`, fn(y, -1, true)] as const,
        [`two${index}`, fn(y, [0, 2])] as const,
        [`all${index}`, fn(y)] as const,
      ])
      return Object.fromEntries(reduced)
    },
    { x: normal(random, [2, 3, 4, 5]) },
    1e-4,
  )
})

test('sums of whole numbers and of truth values', async () => {
  const feeds = { n: integers(random, [3, 4], 9), b: booleans(random, [3, 4]) }
  await expectSameAsEager(
    ({ n, b }) => ({ sum: tf.sum(n, 1), max: tf.max(n, 0), count: tf.sum(b), all: tf.all(b, 1), any: tf.any(b, 0) }),
    feeds,
  )
})

test('where the extremes are', async () => {
  await expectSameAsEager(({ x }) => ({ most: tf.argMax(tf.transpose(x, [2, 0, 1]), 0), least: tf.argMin(x, -1) }), {
    x: normal(random, [2, 3, 7]),
  })
})

test.each(orders)('softmax along the last axis of an input transposed by %j %j %j %j', async (...perm) => {
  await expectSameAsEager(
    ({ x }) => ({ soft: tf.softmax(tf.transpose(x, perm)), log: tf.logSoftmax(tf.transpose(x, perm)) }),
    { x: normal(random, [2, 3, 4, 5]) },
  )
})

test('cumulative sums', async () => {
  await expectSameAsEager(
    ({ x }) => ({ plain: tf.cumsum(x, 1), other: tf.cumsum(tf.transpose(x, [1, 0]), 0, true, true) }),
    { x: normal(random, [3, 6]) },
  )
})
