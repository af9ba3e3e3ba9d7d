import { Random } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import { expectSameAsEager, normal, rank4 } from '../fixtures/run-onnx.js'

const random = new Random(10)

test("channels to blocks in TensorFlow's order", async () => {
  await expectSameAsEager(({ x }) => ({ y: tf.depthToSpace(rank4(x), 2), z: tf.depthToSpace(rank4(x), 3) }), {
    x: normal(random, [2, 3, 4, 72]),
  })
})

const sizes: [number, number][] = [
  [10, 14],
  [3, 15],
  [7, 3],
  [1, 9],
]

test.each(sizes)('an image of 5 × 7 resized to %i × %i', async (height, width) => {
  await expectSameAsEager(
    ({ x }) => {
      const sized = [
        [false, false],
        [true, false],
        [false, true],
      ].flatMap(([align, half], index) => [
        [`linear${index}`, tf.image.resizeBilinear(rank4(x), [height, width], align, half)] as const,
        [`nearest${index}`, tf.image.resizeNearestNeighbor(rank4(x), [height, width], align, half)] as const,
      ])
      return Object.fromEntries(sized)
    },
    { x: normal(random, [2, 5, 7, 3]) },
  )
})
