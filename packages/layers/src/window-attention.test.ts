import { Random } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-layers' // brings tfjs's gradients
import '@tensorflow/tfjs-backend-cpu'
import * as fc from 'fast-check'
import { initialValues } from './weight-spec.js'
import type { ReadWeight } from './weighted-layer.js'
import { type WindowAttentionOptions, windowAttention, windowAttentionSpecs } from './window-attention.js'

beforeAll(() => tf.setBackend('cpu'))

type Weights = Readonly<Record<string, Float32Array>>

function randomWeights(channels: number, options: WindowAttentionOptions, seed: number): Weights {
  const specs = windowAttentionSpecs('attn', channels, options)
  return Object.fromEntries(specs.map(spec => [spec.name, initialValues(spec, seed, 'test').map(value => 2 * value)]))
}

function reader(channels: number, options: WindowAttentionOptions, weights: Weights): ReadWeight {
  const shapes = new Map(windowAttentionSpecs('attn', channels, options).map(({ name, shape }) => [name, shape]))
  return <T extends tf.Tensor>(name: string) => tf.tensor(weights[name], [...shapes.get(name)!]) as T
}

interface Grid {
  readonly height: number
  readonly width: number
  readonly channels: number
}

/** The definition, pixel by pixel: each attends to the pixels of its window that are near it in the picture. */
function define(x: Float32Array, { height, width, channels }: Grid, options: WindowAttentionOptions, weights: Weights) {
  const { window, heads, shift = 0 } = options
  const kernel = weights['attn/qkv/kernel']
  const project = (pixel: number, column: number) => {
    let sum = weights['attn/qkv/bias'][column]
    for (let c = 0; c < channels; c++) sum += x[pixel * channels + c] * kernel[c * 3 * channels + column]
    return sum
  }
  // Without wrapping, the shifted windows at the edges are smaller.
  const windowOf = (at: number) => Math.floor((at - shift + window) / window)
  const size = channels / heads
  const output: number[] = []
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const row = new Float64Array(channels)
      for (let head = 0; head < heads; head++) {
        const near: { pixel: number; logit: number }[] = []
        for (let v = 0; v < height; v++) {
          for (let u = 0; u < width; u++) {
            if (windowOf(v) !== windowOf(y) || windowOf(u) !== windowOf(x)) continue
            let dot = 0
            for (let c = head * size; c < (head + 1) * size; c++)
              dot += project(y * width + x, c) * project(v * width + u, channels + c)
            const place = (y - v + window - 1) * (2 * window - 1) + (x - u) + window - 1
            near.push({
              pixel: v * width + u,
              logit: dot / Math.sqrt(size) + weights['attn/position_bias'][place * heads + head],
            })
          }
        }
        const sum = near.reduce((total, { logit }) => total + Math.exp(logit), 0)
        for (let c = head * size; c < (head + 1) * size; c++)
          row[c] = near.reduce(
            (t, { pixel, logit }) => t + (Math.exp(logit) / sum) * project(pixel, 2 * channels + c),
            0,
          )
      }
      for (let c = 0; c < channels; c++) {
        let value = weights['attn/proj/bias'][c]
        for (let d = 0; d < channels; d++) value += row[d] * weights['attn/proj/kernel'][d * channels + c]
        output.push(value)
      }
    }
  }
  return output
}

const cases = fc
  .record({
    window: fc.integer({ min: 2, max: 4 }),
    rows: fc.integer({ min: 1, max: 3 }),
    columns: fc.integer({ min: 1, max: 3 }),
    heads: fc.integer({ min: 1, max: 2 }),
    size: fc.integer({ min: 1, max: 2 }),
    share: fc.double({ min: 0, max: 0.99, noNaN: true }),
    seed: fc.integer(),
  })
  .map(({ window, rows, columns, heads, size, share, seed }) => ({
    grid: { height: window * rows, width: window * columns, channels: heads * size },
    options: { window, heads, shift: Math.floor(share * window) },
    seed,
  }))

test('each pixel attends to the pixels of its window, shifted or not, that are beside it in the picture', () => {
  fc.assert(
    fc.property(cases, ({ grid, options, seed }) => {
      const { height, width, channels } = grid
      const random = new Random(seed)
      const x = Float32Array.from({ length: height * width * channels }, () => random.normal())
      const weights = randomWeights(channels, options, seed)
      const input = tf.tensor4d(x, [1, height, width, channels])
      const attended = windowAttention(input, 'attn', options, reader(channels, options, weights))
      expect(attended.dataSync()).toBeWithin(1e-4, define(x, grid, options, weights))
      attended.dispose()
    }),
    { numRuns: 20 },
  )
})

test('the derivatives by the features and by the table are the slopes of the output', () => {
  const options = { window: 2, heads: 1, shift: 1 }
  const weights = randomWeights(2, options, 4)
  const read = reader(2, options, weights)
  const x = tf.randomNormal<tf.Rank.R4>([1, 4, 4, 2], 0, 1, 'float32', 5)
  const factors = tf.randomNormal([1, 4, 4, 2], 0, 1, 'float32', 6)
  const table = tf.tensor2d(weights['attn/position_bias'], [9, 1])
  const total = (x: tf.Tensor4D, table: tf.Tensor) => {
    const given = (<T extends tf.Tensor>(name: string) =>
      (name === 'attn/position_bias' ? table : read(name)) as T) as ReadWeight
    return tf.sum(tf.mul(windowAttention(x, 'attn', options, given), factors)) as tf.Scalar
  }
  const [dx, dTable] = tf.grads((x, table) => total(x as tf.Tensor4D, table))([x, table])
  for (const [at, gradient, rebuild] of [
    [x, dx, (moved: tf.Tensor) => total(moved as tf.Tensor4D, table)],
    [table, dTable, (moved: tf.Tensor) => total(x, moved)],
  ] as const) {
    const values = at.dataSync()
    const slopes = Array.from(values, (_, index) => {
      const moved = (by: number) =>
        rebuild(tf.tensor(Float32Array.from(values).with(index, values[index] + by), at.shape)).dataSync()[0]
      return (moved(0.01) - moved(-0.01)) / 0.02
    })
    expect(gradient.dataSync()).toBeWithin(2e-3, slopes)
  }
})
