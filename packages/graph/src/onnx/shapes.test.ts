import { Random } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import { expectSameAsEager, normal } from '../fixtures/run-onnx.js'

const random = new Random(3)

test('random chains of transpositions and reshapes', async () => {
  for (let round = 0; round < 25; round++) {
    const steps = Array.from({ length: 5 }, () => [random.permutation(4), random.permutation(4)])
    await expectSameAsEager(
      ({ x }) => {
        let y = x
        for (const [perm, lengths] of steps)
          y = tf.reshape(
            tf.sin(tf.transpose(y, perm)),
            lengths.map(i => [2, 3, 4, 1][i]),
          )
        return { y, joined: tf.reshape(tf.transpose(y, [0, 2, 1, 3]), [-1]) }
      },
      { x: normal(random, [2, 3, 4, 1]) },
    )
  }
})

test('reshapes that split and merge axes', async () => {
  await expectSameAsEager(
    ({ x }) => {
      const heads = tf.transpose(tf.reshape(x, [2, 20, 3, 2]), [0, 2, 3, 1])
      const blocks = tf.transpose(tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [2, 5, 2, 2, 6]), [0, 1, 3, 4, 2])
      return {
        heads: tf.neg(heads),
        back: tf.reshape(tf.transpose(heads, [0, 3, 1, 2]), [2, 4, 5, 6]),
        blocks: tf.reshape(blocks, [2, 5, 24]),
      }
    },
    { x: normal(random, [2, 4, 5, 6]) },
  )
})

test('joining, cutting and padding values in several orders', async () => {
  await expectSameAsEager(
    ({ a, b }) => {
      const turned = tf.transpose(b, [2, 0, 1])
      const joined = tf.concat([a, turned, a], 1)
      const [first, second] = tf.split(turned, [1, 2], 1)
      return {
        joined,
        stacked: tf.stack([a, turned], 1),
        parts: tf.add(first, second),
        rows: tf.add(...twoOf(tf.unstack(turned, 2))),
        slice: tf.slice(turned, [1, 0, 1], [2, 2, -1]),
        strided: tf.stridedSlice(turned, [3, 0, 0], [-5, 3, 2], [-2, 2, 1]),
        reversed: tf.reverse(turned, [0, 2]),
        tiled: tf.tile(turned, [2, 1, 3]),
        grown: tf.tile(tf.slice(turned, [0, 0, 0], [1, 3, 2]), [4, 1, 1]),
        padded: tf.pad(
          turned,
          [
            [1, 0],
            [0, 2],
            [1, 1],
          ],
          0.5,
        ),
        mirrored: tf.mirrorPad(
          turned,
          [
            [1, 2],
            [0, 2],
            [1, 0],
          ],
          'reflect',
        ),
      }
    },
    { a: normal(random, [4, 3, 2]), b: normal(random, [3, 2, 4]) },
  )
})

function twoOf([a, b]: tf.Tensor[]): [tf.Tensor, tf.Tensor] {
  return [a, b]
}

test('constants of any order and uniform constants', async () => {
  const weights = tf.tensor(normal(random, [2, 3, 4]).values, [2, 3, 4])
  await expectSameAsEager(
    ({ x }) => ({
      turned: tf.mul(tf.transpose(x, [2, 1, 0]), weights),
      joined: tf.concat([tf.fill([2, 3, 4], 0.5), tf.transpose(x, [2, 1, 0])], 0),
      constant: tf.fill([2, 2], 3),
      weights: tf.transpose(weights, [2, 0, 1]),
    }),
    { x: normal(random, [4, 3, 2]) },
  )
})
