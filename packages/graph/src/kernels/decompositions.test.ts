import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers' // registers the gradients
import * as tf from '@tensorflow/tfjs-core'
import { Draw } from '../fixtures/kernel-case.js'
import { runEager, runTraced, type TensorFunction } from '../fixtures/run-traced.js'

void tf.setBackend('cpu')

/** Cases in which tfjs's cpu backend fails or is wrong, compared with other operations of tfjs. */
async function expectSame(fn: TensorFunction, reference: TensorFunction, inputs: Record<string, tf.Tensor>) {
  const [actual, expected] = [await runTraced(fn, inputs), runEager(reference, inputs)]
  expect(Object.keys(actual)).toEqual(Object.keys(expected))
  for (const [name, { shape, data }] of Object.entries(expected)) {
    expect(actual[name].shape).toEqual(shape)
    expect(actual[name].data).toBeWithin(1e-5, data)
  }
}

test('einsum over axes of one operand', async () => {
  const draw = new Draw('einsum')
  const [a, b, c] = [draw.floats([2, 3, 4]), draw.floats([4, 5]), draw.floats([3])]
  await expectSame(
    ({ a, b, c }) => ({ product: tf.einsum('ijk,kl->il', a, b), scaled: tf.einsum('kl,j->l', b, c) }),
    ({ a, b, c }) => ({ product: tf.matMul(tf.sum(a, 1), b), scaled: tf.mul(tf.sum(b, 0), tf.sum(c)) }),
    { a, b, c },
  )
})

test('every image of a batch is transformed, by its own transformation or by one for all', async () => {
  const draw = new Draw('transform')
  const [x, t] = [
    draw.floats([3, 5, 6, 2]),
    tf.concat([draw.floats([3, 6], -1.5, 1.5), draw.floats([3, 2], 0, 0.1)], 1),
  ]
  const transform = (x: tf.Tensor, t: tf.Tensor) =>
    tf.image.transform(x as tf.Tensor4D, t as tf.Tensor2D, 'bilinear', 'reflect')
  await expectSame(
    ({ x, t }) => ({ each: transform(x, t), all: transform(x, tf.slice(t, [1, 0], [1, 8])) }),
    ({ x, t }) => {
      const images = tf.split(x, 3)
      const [first, second, third] = tf.split(t, 3)
      const each = [first, second, third].map((one, index) => transform(images[index], one))
      return { each: tf.concat(each), all: tf.concat(images.map(image => transform(image, second))) }
    },
    { x, t },
  )
})

test('negative numbers are not counted', async () => {
  const x = tf.tensor2d(
    [
      [-1, 0, 1, 1],
      [-2, 2, 3, -9],
    ],
    [2, 4],
    'int32',
  )
  const { y } = await runTraced(({ x }) => ({ y: tf.denseBincount(x as tf.Tensor2D, tf.tensor2d([], [0, 0]), 3) }), {
    x,
  })
  expect(y).toMatchObject({ shape: [2, 3] })
  expect(Array.from(y.data)).toEqual([1, 2, 0, 0, 0, 1])
})

test('an update of a constant leaves the constant as it is', async () => {
  const [weights, x] = [tf.tensor1d([1, 2, 3]), tf.tensor1d([5])]
  const update = (updates: tf.Tensor) => tf.tensorScatterUpdate(weights, tf.tensor2d([[1]], [1, 1], 'int32'), updates)
  const { y } = await runTraced(({ x }) => ({ y: tf.add(update(tf.tensor1d([9])), x) }), { x })
  expect(Array.from(y.data)).toEqual([6, 14, 8])
  expect([...weights.dataSync()]).toEqual([1, 2, 3])
})

type Pad = 'same' | 'valid' | number
const windows: readonly [[number, number, number], [number, number, number], Pad][] = [
  [[2, 3, 1], [1, 2, 1], 'same'],
  [[3, 2, 4], [2, 1, 3], 'valid'],
  [[1, 2, 2], [3, 3, 1], 'same'],
  [[3, 3, 3], [2, 1, 2], 1],
]

/** y = J·x for both means and maxima, and thus ⟨dy, y⟩ = ⟨Jᵀ·dy, x⟩. */
test.each(windows)('gradients of pooling over %s, strides %s, padding %s', async (size, strides, pad) => {
  const draw = new Draw(`${size} ${strides}`)
  const x = draw.distinct([2, 6, 5, 7, 2])
  for (const pool of [tf.maxPool3d, tf.avgPool3d]) {
    const apply = (x: tf.Tensor) => pool(x as tf.Tensor5D, size, strides, pad, pad === 1 ? 'floor' : undefined)
    const y = apply(x)
    const dy = draw.floats(y.shape)
    const { dx, shares } = await runTraced(
      ({ x, dy }) => ({
        dx: tf.grad((x: tf.Tensor) => tf.sum(tf.mul(apply(x), dy)))(x),
        shares: tf.grad((x: tf.Tensor) => tf.sum(apply(x)))(x),
      }),
      { x, dy },
    )
    const [sum] = tf.sum(tf.mul(tf.tensor(Float32Array.from(dx.data), x.shape), x)).dataSync()
    expect([sum]).toBeWithin(1e-4, tf.sum(tf.mul(dy, y)).dataSync())
    expect([Array.from(shares.data).reduce((total, share) => total + share, 0)]).toBeWithin(1e-3, [y.size])
  }
})
