import { Random } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import { booleans, expectSameAsEager, type Feeds, integers, normal } from '../fixtures/run-onnx.js'

const random = new Random(1)

const anyNumbers = [
  tf.abs,
  tf.neg,
  tf.sign,
  tf.square,
  tf.relu,
  tf.relu6,
  tf.ceil,
  tf.floor,
  tf.round,
  tf.exp,
  tf.expm1,
  tf.erf,
  tf.sin,
  tf.cos,
  tf.tan,
  tf.atan,
  tf.sinh,
  tf.cosh,
  tf.tanh,
  tf.asinh,
  tf.sigmoid,
  tf.softplus,
  tf.elu,
  tf.selu,
  (x: tf.Tensor) => tf.leakyRelu(x, 0.3),
  (x: tf.Tensor) => tf.prelu(x, tf.scalar(0.25)),
  (x: tf.Tensor) => tf.clipByValue(x, -0.5, 0.75),
  (x: tf.Tensor) => tf.step(x, 0.1),
  (x: tf.Tensor) => tf.cast(x, 'int32'),
  (x: tf.Tensor) => tf.cast(x, 'bool'),
]

test('functions of one number', async () => {
  const feeds = { x: normal(random, [2, 3, 4]) }
  await expectSameAsEager(({ x }) => outputs(anyNumbers.map(fn => fn(x))), feeds)
})

test('functions of positive numbers', async () => {
  const x = normal(random, [40])
  const positive = { ...x, values: Float32Array.from(x.values, value => Math.abs(value) + 0.1) }
  const functions = [tf.sqrt, tf.rsqrt, tf.log, tf.log1p, tf.reciprocal]
  await expectSameAsEager(({ x }) => outputs(functions.map(fn => fn(x))), { x: positive })
})

test('inverse functions within their domains', async () => {
  const unit = { shape: [7], dtype: 'float32', values: Float32Array.of(-0.9, -0.5, -0.1, 0, 0.2, 0.6, 0.95) } as const
  const functions = [tf.asin, tf.acos, tf.atanh, (x: tf.Tensor) => tf.acosh(tf.add(x, 2))]
  await expectSameAsEager(({ x }) => outputs(functions.map(fn => fn(x))), { x: unit })
})

test('small arguments keep their digits', async () => {
  const x = { shape: [3], dtype: 'float32', values: Float32Array.of(1e-6, -3e-5, 2e-4) } as const
  await expectSameAsEager(
    ({ x }) => ({ expm1: tf.mul(tf.expm1(x), 1e5), log1p: tf.mul(tf.log1p(x), 1e5) }),
    { x },
    2e-5,
  )
})

test('what is and is not a number', async () => {
  const x = {
    shape: [4],
    dtype: 'float32',
    values: Float32Array.of(1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
  } as const
  await expectSameAsEager(({ x }) => ({ a: tf.isNaN(x), b: tf.isInf(x), c: tf.isFinite(x) }), { x })
})

type Pair = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor

const arithmetic: Pair[] = [
  tf.add,
  tf.sub,
  tf.mul,
  tf.div,
  tf.maximum,
  tf.minimum,
  tf.squaredDifference,
  tf.mod,
  tf.atan2,
]

const comparisons: Pair[] = [tf.equal, tf.notEqual, tf.greater, tf.greaterEqual, tf.less, tf.lessEqual]

const broadcasts = [
  [
    [2, 3, 4],
    [2, 3, 4],
  ],
  [[2, 3, 4], [4]],
  [
    [3, 1],
    [2, 1, 5],
  ],
  [[], [2, 3]],
]

test.each(broadcasts)('functions of two numbers, %j and %j', async (left, right) => {
  const feeds = { a: normal(random, left), b: normal(random, right) }
  await expectSameAsEager(({ a, b }) => outputs([...arithmetic, ...comparisons].map(fn => fn(a, b))), feeds)
})

test('powers', async () => {
  const feeds = { a: normal(random, [2, 3]), b: normal(random, [3]) }
  await expectSameAsEager(({ a, b }) => ({ y: tf.pow(tf.abs(a), b) }), feeds)
})

test('whole numbers', async () => {
  const b = integers(random, [6, 5], 9)
  const feeds = { a: integers(random, [6, 5], 40), b: { ...b, values: b.values.map(value => value + 1) } }
  const functions: Pair[] = [tf.add, tf.sub, tf.mul, tf.maximum, tf.minimum, tf.mod, tf.floorDiv, tf.equal, tf.greater]
  await expectSameAsEager(({ a, b }) => outputs(functions.map(fn => fn(tf.sub(a, tf.scalar(20, 'int32')), b))), feeds)
})

test('truth values', async () => {
  const feeds = { a: booleans(random, [3, 4]), b: booleans(random, [4]) }
  await expectSameAsEager(
    ({ a, b }) => ({
      and: tf.logicalAnd(a, b),
      or: tf.logicalOr(a, b),
      not: tf.logicalNot(a),
      number: tf.cast(a, 'float32'),
    }),
    feeds,
  )
})

test('a choice between two values', async () => {
  const feeds = { c: booleans(random, [2, 1, 4]), a: normal(random, [2, 3, 4]), b: normal(random, [3, 1]) }
  await expectSameAsEager(
    ({ c, a, b }) => ({ y: tf.where(c, a, b), z: tf.where(c, a, tf.fill([2, 3, 4], -1e30)) }),
    feeds,
  )
})

test('operands that lie in memory in different orders', async () => {
  for (let round = 0; round < 10; round++) {
    const shape = [2, 3, 4, 5].slice(0, 2 + random.integer(3))
    const perms = [0, 1, 2].map(() => random.permutation(shape.length))
    const stored = perms.map(perm => perm.map(axis => shape[axis]))
    const feeds: Feeds = Object.fromEntries(stored.map((lengths, index) => [`x${index}`, normal(random, lengths)]))
    await expectSameAsEager(inputs => {
      const [a, b, c] = perms.map((perm, index) => tf.transpose(inputs[`x${index}`], inverse(perm)))
      return {
        y: tf.add(
          tf.mul(a, b),
          tf.slice(c, [0, ...shape.slice(1).map(() => 1)], [shape[0], ...shape.slice(1).map(() => 1)]),
        ),
      }
    }, feeds)
  }
})

function inverse(perm: readonly number[]): number[] {
  return perm.map((_, axis) => perm.indexOf(axis))
}

function outputs(tensors: readonly tf.Tensor[]): Record<string, tf.Tensor> {
  return Object.fromEntries(tensors.map((tensor, index) => [`y${index}`, tensor]))
}
