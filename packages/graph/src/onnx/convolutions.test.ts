import { Random } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import { decodeModel } from '../fixtures/decode-model.js'
import { constant, expectSameAsEager, normal, rank4 } from '../fixtures/run-onnx.js'

const random = new Random(6)

type Pad = 'same' | 'valid' | number

interface Case {
  readonly size: readonly [number, number]
  readonly kernel: readonly [number, number]
  readonly stride: [number, number]
  readonly pad: Pad
  readonly dilation: [number, number]
}

function randomCase(): Case {
  const dilated = random.integer(3) === 0
  const pad = random.pick<Pad>(['same', 'valid', 1])
  const even = (length: number): [number, number] => [length, length]
  const pair = (least: number, count: number): [number, number] => [
    least + random.integer(count),
    least + random.integer(count),
  ]
  return {
    size: pair(7, 4),
    kernel: pad === 1 ? even(1 + random.integer(3)) : pair(1, 3), // tfjs takes a number for square windows only
    stride: dilated ? [1, 1] : pad === 1 ? even(1 + random.integer(2)) : pair(1, 3),
    pad,
    dilation: dilated ? pair(1, 2) : [1, 1],
  }
}

const cases = Array.from({ length: 16 }, randomCase)

test.each(cases)('a convolution %j', async ({ size, kernel, stride, pad, dilation }) => {
  const filter = rank4(constant(random, [...kernel, 3, 4]))
  const depthwise = rank4(constant(random, [...kernel, 3, 2]))
  await expectSameAsEager(
    ({ x, f, g }) => ({
      constant: tf.conv2d(rank4(x), filter, stride, pad, 'NHWC', dilation),
      fed: tf.conv2d(rank4(x), rank4(f), stride, pad, 'NHWC', dilation),
      depthwise: tf.depthwiseConv2d(rank4(x), depthwise, stride, pad, 'NHWC', dilation),
      depthwiseFed: tf.depthwiseConv2d(rank4(x), rank4(g), stride, pad, 'NHWC', dilation),
    }),
    { x: normal(random, [2, ...size, 3]), f: normal(random, [...kernel, 3, 4]), g: normal(random, [...kernel, 3, 2]) },
    1e-4,
  )
})

test('explicit padding, different at each side', async () => {
  const filter = rank4(constant(random, [3, 2, 2, 3]))
  await expectSameAsEager(
    ({ x }) => ({
      y: tf.conv2d(
        rank4(x),
        filter,
        2,
        [
          [0, 0],
          [1, 2],
          [3, 0],
          [0, 0],
        ],
        'NHWC',
        1,
        'floor',
      ),
    }),
    { x: normal(random, [1, 6, 7, 2]) },
  )
})

test('nothing is transposed between convolutions', async () => {
  const [wide, narrow] = [constant(random, [1, 1, 3, 8]), constant(random, [3, 3, 4, 3])]
  const depthwise = constant(random, [3, 3, 8, 1])
  const bias = constant(random, [8])
  const model = await expectSameAsEager(
    ({ x }) => {
      const y = tf.depthwiseConv2d(
        rank4(tf.add(tf.conv2d(rank4(x), rank4(wide), 1, 'same'), bias)),
        rank4(depthwise),
        1,
        'same',
      )
      const [a, b] = tf.split(y, 2, 3)
      return { y: tf.add(x, tf.conv2d(rank4(tf.mul(tf.sigmoid(a), b)), rank4(narrow), 1, 'same')) }
    },
    { x: normal(random, [2, 5, 6, 3]) },
  )
  const transposed = decodeModel(model).graph.node.filter(({ opType }) => opType === 'Transpose')
  expect(transposed).toHaveLength(2) // the picture as it comes and as it goes
})
