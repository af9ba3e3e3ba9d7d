import { Random } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import { decodeModel } from '../fixtures/decode-model.js'
import { expectSameAsEager, exportFunction, normal, runOnnx } from '../fixtures/run-onnx.js'

const random = new Random(5)

const flags = [
  [false, false],
  [true, false],
  [false, true],
  [true, true],
]

function lengths(rows: number, columns: number, exchanged: boolean): number[] {
  return exchanged ? [columns, rows] : [rows, columns]
}

function transposes(model: Uint8Array): number {
  return decodeModel(model).graph.node.filter(({ opType }) => opType === 'Transpose').length
}

test.each(flags)('products with transposeA %j and transposeB %j, operands lying either way', async (a, b) => {
  for (const [layA, layB] of flags) {
    const turn = (value: tf.Tensor, swap: boolean) => (swap ? tf.transpose(value, [0, 2, 1]) : value)
    await expectSameAsEager(inputs => ({ y: tf.matMul(turn(inputs.a, layA), turn(inputs.b, layB), a, b) }), {
      a: normal(random, [2, ...lengths(3, 4, a !== layA)]),
      b: normal(random, [2, ...lengths(4, 5, b !== layB)]),
    })
  }
})

test('batch dimensions are broadcast', async () => {
  const feeds = { a: normal(random, [2, 1, 3, 3]), b: normal(random, [1, 4, 3, 3]) }
  const product = ({ a, b }: Record<string, tf.Tensor>) => ({
    broadcast: tf.matMul(a, tf.transpose(b, [0, 1, 3, 2])),
    repeated: tf.matMul(tf.tile(a, [1, 4, 1, 1]), tf.tile(b, [2, 1, 1, 1]), false, true),
  })
  const { broadcast, repeated } = await runOnnx(exportFunction(product, feeds), feeds)
  expect(broadcast.shape).toEqual([2, 4, 3, 3])
  expect(broadcast.values).toBeWithin(1e-6, repeated.values) // tfjs itself cannot broadcast both sides
})

test('batch dimensions that do not lie in front', async () => {
  await expectSameAsEager(({ a, b }) => ({ y: tf.matMul(tf.transpose(a, [2, 0, 1]), tf.transpose(b, [1, 2, 0])) }), {
    a: normal(random, [3, 4, 2]),
    b: normal(random, [5, 2, 4]),
  })
})

test('channel attention on features that lie channels first moves nothing but one matrix', async () => {
  const model = await expectSameAsEager(
    ({ q, k, v }) => {
      const heads = (x: tf.Tensor) =>
        tf.transpose(tf.reshape(tf.transpose(x, [0, 2, 3, 1]), [1, 12, 2, 3]), [0, 2, 1, 3])
      const attention = tf.softmax(tf.matMul(heads(q), heads(k), true, false)) // [B, heads, c, c]
      const mixed = tf.matMul(heads(v), attention, false, true) // [B, heads, HW, c]
      const image = tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [1, 3, 4, 6])
      return { y: tf.transpose(image, [0, 3, 1, 2]) }
    },
    { q: normal(random, [1, 6, 3, 4]), k: normal(random, [1, 6, 3, 4]), v: normal(random, [1, 6, 3, 4]) },
  )
  expect(transposes(model)).toBe(1)
})
