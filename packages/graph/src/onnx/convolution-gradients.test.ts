import { Random } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import { constant, type Elements, expectSameAsEager, normal, rank4 } from '../fixtures/run-onnx.js'

const random = new Random(8)

interface Case {
  readonly size: readonly [number, number]
  readonly kernel: readonly [number, number]
  readonly stride: [number, number]
  readonly pad: 'same' | 'valid'
  readonly batch: number
}

function randomCase(): Case {
  const pair = (least: number, count: number): [number, number] => [
    least + random.integer(count),
    least + random.integer(count),
  ]
  const square = 1 + random.integer(3) // tfjs's cpu backend wants equal strides for depthwise gradients
  return {
    size: pair(6, 4),
    kernel: pair(1, 3),
    stride: [square, square],
    pad: random.pick(['same', 'valid']),
    batch: 1 + random.integer(2),
  }
}

const cases: Case[] = [
  { size: [5, 6], kernel: [1, 1], stride: [1, 1], pad: 'same', batch: 2 },
  { size: [5, 6], kernel: [3, 3], stride: [1, 1], pad: 'same', batch: 1 },
  ...Array.from({ length: 14 }, randomCase),
]

/** Gradients of Σ convolution(x, f)·weight by x and f. */
function gradients(convolve: (x: tf.Tensor4D, f: tf.Tensor4D) => tf.Tensor, x: tf.Tensor, f: tf.Tensor) {
  const loss = (image: tf.Tensor, filter: tf.Tensor) => {
    const y = convolve(rank4(image), rank4(filter))
    const weight = tf.cos(tf.reshape(tf.range(0, y.size), y.shape))
    return tf.sum(tf.mul(tf.square(y), weight))
  }
  const [dx, df] = tf.grads((image: tf.Tensor, filter: tf.Tensor) => loss(image, filter))([x, f])
  return { dx, df }
}

test.each(cases)('derivatives of a convolution %j', async ({ size, kernel, stride, pad, batch }) => {
  const feeds = { x: normal(random, [batch, ...size, 3]), f: normal(random, [...kernel, 3, 4]) }
  await expectSameAsEager(({ x, f }) => gradients((a, b) => tf.conv2d(a, b, stride, pad), x, f), feeds, 5e-4)
})

test.each(cases)('derivatives of a depthwise convolution %j', async ({ size, kernel, stride, pad, batch }) => {
  for (const multiplier of [1, 2]) {
    const feeds = { x: normal(random, [batch, ...size, 3]), f: normal(random, [...kernel, 3, multiplier]) }
    await expectSameAsEager(({ x, f }) => gradients((a, b) => tf.depthwiseConv2d(a, b, stride, pad), x, f), feeds, 5e-4)
  }
})

test('derivatives by the image with a constant filter and explicit padding', async () => {
  const [filter, depthwise] = [rank4(constant(random, [3, 2, 3, 4])), rank4(constant(random, [3, 3, 3, 1]))]
  const padded = (x: tf.Tensor) =>
    tf.conv2d(rank4(x), filter, 1, [
      [0, 0],
      [2, 1],
      [0, 1],
      [0, 0],
    ])
  await expectSameAsEager(
    ({ x }) => ({
      plain: tf.grad((y: tf.Tensor) => tf.sum(tf.square(padded(y))))(x),
      depthwise: tf.grad((y: tf.Tensor) => tf.sum(tf.square(tf.depthwiseConv2d(rank4(y), depthwise, 1, 'same'))))(x),
    }),
    { x: normal(random, [1, 6, 7, 3]) },
    5e-4,
  )
})

test('padding wider than the filter', async () => {
  const filter = rank4(constant(random, [2, 2, 3, 2]))
  const loss = (x: tf.Tensor) =>
    tf.sum(
      tf.square(
        tf.conv2d(rank4(x), filter, 1, [
          [0, 0],
          [3, 2],
          [2, 3],
          [0, 0],
        ]),
      ),
    )
  await expectSameAsEager(({ x }) => ({ dx: tf.grad(loss)(x) }), { x: normal(random, [1, 4, 5, 3]) }, 5e-4)
})

test('the transposed convolution', async () => {
  const filter = rank4(constant(random, [3, 3, 4, 2])) // [h, w, out, in]
  const input: Elements = normal(random, [2, 3, 4, 2])
  await expectSameAsEager(
    ({ x }) => ({
      same: tf.conv2dTranspose(rank4(x), filter, [2, 6, 8, 4], 2, 'same'),
      valid: tf.conv2dTranspose(rank4(x), filter, [2, 5, 6, 4], 1, 'valid'),
    }),
    { x: input },
    5e-5,
  )
})
