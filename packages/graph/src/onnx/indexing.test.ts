import { Random } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import { type Elements, expectSameAsEager, integers, normal } from '../fixtures/run-onnx.js'

const random = new Random(4)

test('the greatest elements and their places', async () => {
  await expectSameAsEager(
    ({ x }) => {
      const plain = tf.topk(x, 3)
      const turned = tf.topk(tf.transpose(x, [1, 2, 0]), 2)
      return { a: plain.values, b: plain.indices, c: turned.values, d: turned.indices }
    },
    { x: normal(random, [5, 3, 6]) },
  )
})

test('gathering along any axis with indices of any rank', async () => {
  await expectSameAsEager(
    ({ x, i, j }) => ({
      first: tf.gather(x, i),
      middle: tf.gather(x, j, 1),
      turned: tf.gather(tf.transpose(x, [2, 0, 1]), j, 2),
      one: tf.gather(x, tf.scalar(2, 'int32'), 2),
    }),
    { x: normal(random, [5, 3, 4]), i: integers(random, [7], 5), j: integers(random, [2, 3], 3) },
  )
})

test('gathering for each element of a batch by itself', async () => {
  await expectSameAsEager(
    ({ x, i }) => ({
      next: tf.gather(x, i, 1, 1),
      last: tf.gather(x, i, 3, 1),
      turned: tf.gather(tf.transpose(x, [0, 3, 2, 1]), i, 2, 1),
    }),
    { x: normal(random, [2, 3, 4, 3]), i: integers(random, [2, 5], 3) },
  )
})

test('sums of rows by segment', async () => {
  await expectSameAsEager(
    ({ x, ids }) => ({
      known: tf.unsortedSegmentSum(x, tf.tensor1d([2, 0, 2, 1, 0], 'int32'), 4),
      fed: tf.unsortedSegmentSum(x, tf.reshape<tf.Rank.R1>(ids, [5]), 3),
      turned: tf.unsortedSegmentSum(
        tf.transpose(tf.transpose(x, [1, 2, 0]), [2, 1, 0]),
        tf.reshape<tf.Rank.R1>(ids, [5]),
        3,
      ),
    }),
    { x: normal(random, [5, 2, 3]), ids: segments([1, 0, 2, 2, 1]) },
  )
})

test('rows whose segment does not exist are dropped', async () => {
  await expectSameAsEager(({ x, ids }) => ({ y: tf.unsortedSegmentSum(x, tf.reshape<tf.Rank.R1>(ids, [5]), 3) }), {
    x: normal(random, [5, 2]),
    ids: segments([1, -1, 3, 2, 1]),
  })
})

function segments(ids: number[]): Elements & { dtype: 'int32' } {
  return { shape: [ids.length], dtype: 'int32', values: Int32Array.from(ids) }
}

test('one hot rows, of zeros for an index that does not exist', async () => {
  await expectSameAsEager(({ i }) => ({ plain: tf.oneHot(i, 4), other: tf.oneHot(i, 3, 0.5, -2) }), {
    i: { shape: [2, 3], dtype: 'int32', values: Int32Array.of(0, 3, 1, -1, 2, 5) },
  })
})
