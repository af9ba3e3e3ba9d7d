import { Random } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import { decodeModel } from '../fixtures/decode-model.js'
import { constant, expectSameAsEager, exportFunction, normal, rank4, runEager, runOnnx } from '../fixtures/run-onnx.js'

const random = new Random(7)

type Attributes = Readonly<Record<string, number>>

/** Marks a value as the result of a composite, where the backend has composites at all. */
function mark(name: string, inputs: readonly tf.Tensor[], attributes: Attributes, value: tf.Tensor): tf.Tensor {
  if (tf.getKernel('Composite', tf.getBackend()) == null) return value
  const named = Object.fromEntries(inputs.map((input, index) => [`a${index}`, input] as const))
  return tf.engine().runKernel('Composite', { ...named, value }, { name, ...attributes })
}

function layerNorm(x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor, epsilon: number): tf.Tensor {
  const centred = tf.sub(x, tf.mean(x, -1, true))
  const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), epsilon))
  const value = tf.add(tf.mul(tf.mul(centred, inverse), scale), offset)
  return mark('LayerNorm', [x, scale, offset], { epsilon }, value)
}

function gelu(x: tf.Tensor): tf.Tensor {
  const value = tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1))
  return mark('Gelu', [x], {}, value)
}

/** PyTorch's order: channel c·r² + row·r + column goes to channel c of a block's pixel. */
function pixelShuffle(x: tf.Tensor, blockSize: number): tf.Tensor {
  const [b, h, w, c] = x.shape
  const split = tf.reshape(x, [b, h, w, c / blockSize ** 2, blockSize, blockSize])
  const pixels = tf.transpose(split, [0, 1, 4, 2, 5, 3])
  return mark(
    'PixelShuffle',
    [x],
    { blockSize },
    tf.reshape(pixels, [b, h * blockSize, w * blockSize, c / blockSize ** 2]),
  )
}

function pixelUnshuffle(x: tf.Tensor, blockSize: number): tf.Tensor {
  const [b, h, w, c] = x.shape
  const split = tf.reshape(x, [b, h / blockSize, blockSize, w / blockSize, blockSize, c])
  const channels = tf.transpose(split, [0, 1, 3, 5, 2, 4])
  return mark(
    'PixelUnshuffle',
    [x],
    { blockSize },
    tf.reshape(channels, [b, h / blockSize, w / blockSize, c * blockSize ** 2]),
  )
}

function operators(model: Uint8Array): string[] {
  return decodeModel(model).graph.node.map(({ opType }) => opType)
}

test('layer norm is one operator between two transposes', async () => {
  const [scale, offset] = [constant(random, [5]), constant(random, [5])]
  const model = await expectSameAsEager(
    ({ x }) => {
      const image = tf.transpose(x, [0, 2, 3, 1])
      return { y: tf.transpose(tf.add(image, layerNorm(image, scale, offset, 1e-3)), [0, 3, 1, 2]) }
    },
    { x: normal(random, [2, 5, 3, 4]) },
  )
  expect(operators(model).sort()).toEqual(['Add', 'Identity', 'LayerNormalization', 'Transpose', 'Transpose'])
})

test('layer norm of features of one pixel, which lie channels first and last alike', async () => {
  const filter = rank4(constant(random, [3, 3, 2, 6]))
  await expectSameAsEager(
    ({ x }) => ({ y: layerNorm(tf.conv2d(rank4(x), filter, 1, 'valid'), tf.ones([6]), tf.zeros([6]), 1e-5) }),
    { x: normal(random, [1, 3, 3, 2]) },
  )
})

test('layer norm with computed scale and offset', async () => {
  await expectSameAsEager(({ x, s }) => ({ y: layerNorm(x, tf.square(s), s, 1e-5) }), {
    x: normal(random, [4, 6]),
    s: normal(random, [6]),
  })
})

test('gelu is exact, not its approximation by tanh', async () => {
  const feeds = { x: normal(random, [500]) }
  const model = await expectSameAsEager(({ x }) => ({ y: gelu(tf.mul(x, 2)) }), feeds, 1e-6)
  expect(operators(model)).toContain('Gelu')
  const approximation = ({ x }: Record<string, tf.Tensor>) => {
    const z = tf.mul(x, 2)
    const inner = tf.mul(tf.add(z, tf.mul(tf.pow(z, 3), 0.044715)), Math.sqrt(2 / Math.PI))
    return { y: tf.mul(tf.mul(z, 0.5), tf.add(tf.tanh(inner), 1)) }
  }
  const [exact, approximate] = [await runOnnx(model, feeds), await runEager(approximation, feeds)]
  expect(exact.y.values).not.toBeWithin(1e-5, approximate.y.values)
})

test.each([2, 3])('pixel shuffles by %i in the order of PyTorch', async blockSize => {
  const model = await expectSameAsEager(
    ({ x }) => ({ up: pixelShuffle(x, blockSize), down: pixelUnshuffle(tf.sin(x), blockSize) }),
    { x: normal(random, [2, 6, 12, 18 * (blockSize === 2 ? 2 : 1)]) },
  )
  expect(operators(model)).toContain('DepthToSpace')
})

test('a pixel shuffle that is not marked gives the same without a composite', async () => {
  const plain = ({ x }: Record<string, tf.Tensor>) => ({
    y: tf.reshape(tf.transpose(tf.reshape(x, [1, 2, 3, 2, 2, 2]), [0, 1, 4, 2, 5, 3]), [1, 4, 6, 2]),
  })
  const feeds = { x: normal(random, [1, 2, 3, 8]) }
  const marked = await runOnnx(
    exportFunction(({ x }) => ({ y: pixelShuffle(x, 2) }), feeds),
    feeds,
  )
  expect(marked.y.values).toBeWithin(0, (await runOnnx(exportFunction(plain, feeds), feeds)).y.values)
})

test('an unknown composite is what ordinary operations make of it', async () => {
  const model = await expectSameAsEager(({ x, z }) => ({ y: mark('Unheard', [tf.asin(z)], {}, tf.square(x)) }), {
    x: normal(random, [3]),
    z: normal(random, [2]),
  })
  expect(operators(model)).toEqual(['Mul', 'Identity'])
})
