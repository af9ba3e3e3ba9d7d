import { Random, UsageError } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import * as fc from 'fast-check'
import { caught } from '../fixtures/caught.js'
import { decodeModel } from '../fixtures/decode-model.js'
import { constant, normal, rank4, runOnnx, type Traceable } from '../fixtures/run-onnx.js'
import { traceForward } from '../trace-forward.js'
import type { FreeDimension } from './free-interface.js'
import { toFreeOnnx } from './free-onnx.js'
import type { Sizes } from './free-samples.js'
import { toOnnx } from './to-onnx.js'

const random = new Random(21)
const channels = 6

type ImageSizes = Sizes<'batch' | 'height' | 'width'>
type Dimensions = Record<keyof ImageSizes, FreeDimension>

const anySize: Dimensions = { batch: {}, height: {}, width: {} }
const evenSize: Dimensions = { batch: {}, height: { multipleOf: 2 }, width: { multipleOf: 2 } }

const imageShape = ({ batch, height, width }: ImageSizes) => [batch, height, width, channels]
const traceImage = (fn: Traceable) => (sizes: ImageSizes) =>
  traceForward(fn, { inputs: { x: { shape: imageShape(sizes) } } })
const freeFile = (fn: Traceable, dimensions = anySize) => toFreeOnnx(traceImage(fn), { dimensions })

/** Runs the file with free sizes at several sizes, each beside the file that has that size. */
async function expectSameAsFixed(fn: Traceable, dimensions = anySize): Promise<Uint8Array> {
  const file = freeFile(fn, dimensions)
  const side = ({ multipleOf = 1 }: FreeDimension) => fc.integer({ min: 2, max: 6 }).map(count => count * multipleOf)
  const { height, width } = dimensions
  const sizes = fc.record({ batch: fc.integer({ min: 1, max: 3 }), height: side(height), width: side(width) })
  const compare = async (at: ImageSizes) => {
    const feeds = { x: normal(random, imageShape(at)) }
    const [free, fixed] = [await runOnnx(file, feeds), await runOnnx(toOnnx(traceImage(fn)(at)), feeds)]
    for (const [name, { shape, values }] of Object.entries(fixed)) {
      expect(free[name].shape).toEqual(shape)
      expect(free[name].values).toBeWithin(1e-5, values)
    }
  }
  await fc.assert(fc.asyncProperty(sizes, compare), { numRuns: 6, seed: 1 })
  return file
}

const weight = (...shape: number[]) => rank4(constant(random, shape))
const kernel = weight(3, 3, channels, channels)
const narrow = weight(2, 2, channels, 4)
const blocks = weight(1, 1, 24, 5)

function attention(x: tf.Tensor, heads: number): tf.Tensor {
  const [batch, height, width] = x.shape
  const rows = tf.reshape(x, [batch, height * width, heads, channels / heads])
  const parts = tf.transpose(rows, [0, 2, 1, 3])
  const shares = tf.softmax(tf.matMul(parts, parts, true, false))
  return tf.reshape(tf.transpose(tf.matMul(parts, shares), [0, 2, 1, 3]), x.shape)
}

function unshuffle(x: tf.Tensor): tf.Tensor {
  const [batch, height, width, depth] = x.shape
  const [rows, columns] = [height / 2, width / 2]
  const blocks = tf.transpose(tf.reshape(x, [batch, rows, 2, columns, 2, depth]), [0, 1, 3, 5, 2, 4])
  return tf.reshape(blocks, [batch, rows, columns, depth * 4])
}

const cases: [string, Traceable, Dimensions?][] = [
  ['a convolution', ({ x }) => ({ y: tf.conv2d(rank4(x), kernel, 1, 'same') })],
  ['a convolution without padding', ({ x }) => ({ y: tf.conv2d(rank4(x), narrow, 1, 'valid') })],
  ['attention between channels', ({ x }) => ({ one: attention(x, 1), three: attention(x, 3) })],
  ['blocks of pixels as channels', ({ x }) => ({ y: tf.conv2d(rank4(unshuffle(x)), blocks, 1, 'same') }), evenSize],
  ['strides', ({ x }) => ({ y: tf.conv2d(rank4(x), kernel, 2, 'same') }), evenSize],
  ['one row of everything', ({ x }) => ({ y: tf.reshape(x, [-1]), sum: tf.sum(x) })],
  [
    'numbers that depend on the sizes',
    ({ x }) => ({
      mean: tf.mul(tf.sum(x, [1, 2]), 1 / (x.shape[1]! * x.shape[2]!)),
      root: tf.mul(x, Math.sqrt(x.shape[2]!)),
      batch: tf.add(x, tf.scalar(x.shape[0], 'int32')),
    }),
  ],
  [
    'slices, borders and repetitions',
    ({ x }) => {
      const [batch, height, width] = x.shape
      return {
        inner: tf.slice(x, [0, 1, 0, 1], [-1, height - 2, width - 1, 2]),
        turned: tf.reverse(x, [1]),
        every: tf.stridedSlice(x, [0, 0, 0, 0], [batch, height, width, channels], [1, 1, 2, 1]),
        bordered: tf.pad(x, [
          [0, 0],
          [1, 2],
          [0, 1],
          [0, 0],
        ]),
        mirrored: tf.mirrorPad(
          x,
          [
            [0, 0],
            [1, 0],
            [1, 1],
            [0, 0],
          ],
          'reflect',
        ),
        tiled: tf.tile(tf.mean(x, [1, 2], true), [1, height, width, 1]),
        joined: tf.concat([x, tf.square(x)], 1),
        halves: tf.split(x, 2, 2)[1],
      }
    },
    evenSize,
  ],
  [
    'pixels repeated by whole numbers',
    ({ x }) => ({ y: tf.image.resizeNearestNeighbor(rank4(x), [x.shape[1]! * 2, x.shape[2]! * 3]) }),
  ],
  [
    'a constant matrix for each of the batch',
    ({ x }) => {
      const [batch, height, width] = x.shape
      const weights = tf.tile(tf.reshape(tf.range(0, 2 * channels), [1, channels, 2]), [batch, 1, 1])
      return { y: tf.matMul(tf.reshape(x, [batch, height * width!, channels]), weights) }
    },
  ],
  ['resizing', ({ x }) => ({ y: tf.image.resizeBilinear(rank4(x), [x.shape[1]! * 2, x.shape[2]! * 3]) })],
]

test.each(cases.map(([name, fn, dimensions = anySize]) => ({ name, fn, dimensions })))(
  '$name: at any size as with fixed sizes',
  async ({ fn, dimensions }) => {
    await expectSameAsFixed(fn, dimensions)
  },
)

test('inputs and outputs name their dimensions; shapes are rarely computed', async () => {
  const file = await expectSameAsFixed(({ x }) => ({ y: tf.conv2d(rank4(attention(x, 2)), kernel, 1, 'same') }))
  expect(decodeModel(file).graph.node.filter(({ opType }) => opType === 'Shape')).toHaveLength(1)
  const text = new TextDecoder('latin1').decode(file)
  for (const name of ['batch', 'height', 'width']) expect(text.split(name)).toHaveLength(3)
})

const padded: Dimensions = {
  ...anySize,
  height: { multipleOf: 4, pad: 'reflect' },
  width: { multipleOf: 8, pad: 'reflect' },
}

/** As PyTorch's reflection, again and again. */
function reflected(length: number, multiple: number): number[] {
  const period = Math.max(1, 2 * (length - 1))
  return Array.from({ length: Math.ceil(length / multiple) * multiple }, (_, index) => {
    const phase = index % period
    return phase < length ? phase : period - phase
  })
}

test('inputs of any size are padded by reflection, and outputs are cropped', async () => {
  const file = freeFile(({ x }) => ({ y: tf.conv2d(rank4(x), kernel, 1, 'same') }), padded)
  const sizes = fc.record({
    batch: fc.integer({ min: 1, max: 2 }),
    height: fc.integer({ min: 1, max: 9 }),
    width: fc.integer({ min: 1, max: 17 }),
  })
  const compare = async (at: ImageSizes) => {
    const feeds = { x: normal(random, imageShape(at)) }
    const expected = tf.tidy(() => {
      const x = tf.tensor4d(feeds.x.values as Float32Array, imageShape(at) as [number, number, number, number])
      const rows = tf.gather(x, tf.tensor1d(reflected(at.height, 4), 'int32'), 1)
      const whole = tf.gather(rows, tf.tensor1d(reflected(at.width, 8), 'int32'), 2)
      return tf.slice(tf.conv2d(rank4(whole), kernel, 1, 'same'), [0, 0, 0, 0], imageShape(at)).dataSync()
    })
    const { y } = await runOnnx(file, feeds)
    expect(y.shape).toEqual(imageShape(at))
    expect(y.values).toBeWithin(1e-4, expected)
  }
  await fc.assert(fc.asyncProperty(sizes, compare), { numRuns: 12, seed: 1 })
})

test('inputs may be padded with zeros instead', async () => {
  const pad = 'zeros'
  const dimensions = { ...anySize, height: { multipleOf: 4, pad }, width: { multipleOf: 8, pad } } as const
  // The mean over the padded picture shows what it was padded with.
  const centre = (x: tf.Tensor) => tf.sub(x, tf.mean(x, [1, 2], true))
  const file = freeFile(({ x }) => ({ y: centre(x) }), dimensions)
  for (const at of [
    { batch: 2, height: 5, width: 9 },
    { batch: 1, height: 8, width: 16 },
    { batch: 1, height: 1, width: 1 },
  ]) {
    const feeds = { x: normal(random, imageShape(at)) }
    const x = tf.tensor4d(feeds.x.values as Float32Array, imageShape(at) as [number, number, number, number])
    const missing = [-at.height & 3, -at.width & 7].map((after): [number, number] => [0, after])
    const whole = tf.pad(x, [[0, 0], ...missing, [0, 0]])
    const { y } = await runOnnx(file, feeds)
    expect(y.shape).toEqual(imageShape(at))
    expect(y.values).toBeWithin(1e-5, tf.slice(centre(whole), [0, 0, 0, 0], imageShape(at)).dataSync())
  }
})

describe('what cannot be free is refused', () => {
  const refused: [string, Traceable, RegExp, Dimensions?][] = [
    [
      'another operation at other sizes',
      ({ x }) => ({ y: tf.tidy('encoder/step', () => (x.shape[1]! > 20 ? tf.erf(x) : tf.square(x))) }),
      /encoder\/step\/Mul_v\d+ at batch 5, height 13, width 23 corresponds to encoder\/step\/Erf_v\d+ at batch 5, height 34/,
    ],
    [
      'more operations at other sizes',
      ({ x }) => ({ y: x.shape[0]! > 5 ? tf.square(tf.erf(x)) : tf.erf(x) }),
      /corresponds to/,
    ],
    [
      'a window of the whole picture',
      ({ x }) => ({ y: tf.avgPool(rank4(x), [x.shape[1]!, x.shape[2]!], 1, 'valid') }),
      /AveragePool_v\d+ at .* corresponds to/,
    ],
    [
      'a table of the size',
      ({ x }) => ({ y: tf.mul(x, tf.reshape(tf.range(0, x.shape[2]!), [-1, 1])) }),
      /Mul_v\d+ reads a constant of shape \[1, 1, 23, 1\] at batch 5, height 13, width 23, but \[1, 1, 58, 1\]/,
    ],
    [
      'a sum of sizes',
      ({ x }) => ({ y: tf.mul(x, x.shape[1]! + x.shape[2]!) }),
      /a constant of Mul_v\d+ is 36, 36, 57, 71, 150 at the tested sizes/,
    ],
    [
      'a size that is rounded up',
      ({ x }) => ({ y: tf.conv2d(rank4(x), kernel, 2, 'same') }),
      /Conv_v\d+ at .* corresponds to Conv/,
    ],
    [
      'an output that cannot be cropped',
      ({ x }) => ({ y: tf.avgPool(rank4(x), 2, 2, 'valid') }),
      /axis 1 of the output "y" is height\/2/,
      padded,
    ],
  ]
  test.each(refused.map(([name, fn, message, dimensions = anySize]) => ({ name, fn, message, dimensions })))(
    '$name',
    ({ fn, message, dimensions }) => {
      const error = caught(() => freeFile(fn, dimensions))
      expect(error.message).toMatch(message)
      expect(error).toBeInstanceOf(UsageError)
    },
  )

  test('dimensions that no input has, none at all, and odd multiples', () => {
    const trace = ({ height }: Sizes) =>
      traceForward(({ x }) => ({ y: tf.square(x) }), { inputs: { x: { shape: [height] } } })
    const free = (dimensions: Record<string, FreeDimension>) => caught(() => toFreeOnnx(trace, { dimensions })).message
    expect(free({ height: {}, depth: {} })).toContain('no input has the free dimension "depth"')
    expect(free({})).toContain('expected 1 to')
    expect(free({ height: { multipleOf: 0.5 } })).toContain('multipleOf of "height" must be a positive whole number')
  })
})
