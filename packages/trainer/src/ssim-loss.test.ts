import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers' // registers the gradients
import { Random } from '@dfpir/core'
import { traceTrainingStep } from '@dfpir/graph'
import { ssim as measuredSsim } from '@dfpir/metrics'
import { loadTensorflow } from '@dfpir/tensorflow'
import * as tf from '@tensorflow/tfjs-core'
import { CompiledStep } from './compiled-step.js'
import { type LossTerm, makeLoss } from './losses.js'

beforeAll(() => tf.setBackend('cpu'))

type Plane = { width: number; height: number; data: Float32Array }

/** A smooth pattern, and a noisy copy of it that stays in [0, 1]. */
function pair(width: number, height: number, channels: number, seed: number) {
  const random = new Random(seed)
  const clean = Float32Array.from({ length: width * height * channels }, (_, i) => {
    const [x, y] = [Math.floor(i / channels) % width, Math.floor(i / channels / width)]
    return 0.5 + 0.25 * Math.sin(x / 5 + (i % channels)) * Math.cos(y / 7)
  })
  return { clean, noisy: clean.map(value => Math.min(1, Math.max(0, value + random.normal(0, 0.08)))) }
}

const bell = Array.from({ length: 11 }, (_, i) => Math.exp(-((i - 5) ** 2) / 4.5))
const total = bell.reduce((sum, value) => sum + value) ** 2

/** The means of SSIM and of its contrast and structure, written from the definition. */
function plainSimilarity(a: Plane, b: Plane): { whole: number; contrast: number } {
  let [whole, contrast, count] = [0, 0, 0]
  for (let top = 0; top + 11 <= a.height; top++) {
    for (let left = 0; left + 11 <= a.width; left++) {
      const sums = [0, 0, 0, 0, 0]
      for (let i = 0; i < 121; i++) {
        const weight = (bell[Math.floor(i / 11)] * bell[i % 11]) / total
        const at = (top + Math.floor(i / 11)) * a.width + left + (i % 11)
        const [x, y] = [a.data[at], b.data[at]]
        for (const [k, value] of [x, y, x * x, y * y, x * y].entries()) sums[k] += weight * value
      }
      const [x, y, xx, yy, xy] = sums
      const structure = (2 * (xy - x * y) + 9e-4) / (xx + yy - x * x - y * y + 9e-4)
      contrast += structure
      whole += (structure * (2 * x * y + 1e-4)) / (x * x + y * y + 1e-4)
      count++
    }
  }
  return { whole: whole / count, contrast: contrast / count }
}

function halved({ width, height, data }: Plane): Plane {
  const [columns, rows] = [width >> 1, height >> 1]
  const mean = Float32Array.from({ length: columns * rows }, (_, i) => {
    const at = 2 * Math.floor(i / columns) * width + 2 * (i % columns)
    return (data[at] + data[at + 1] + data[at + width] + data[at + width + 1]) / 4
  })
  return { width: columns, height: rows, data: mean }
}

/** Wang et al., 2003, of one grey picture. */
function plainMsSsim(a: Plane, b: Plane): number {
  return [0.0448, 0.2856, 0.3001, 0.2363, 0.1333].reduce((product, weight, scale) => {
    if (scale > 0) [a, b] = [halved(a), halved(b)]
    const { whole, contrast } = plainSimilarity(a, b)
    return product * (scale === 4 ? whole : contrast) ** weight
  }, 1)
}

function lossOf(term: LossTerm, output: Float32Array, target: Float32Array, shape: [number, number, number, number]) {
  return makeLoss(term)(tf.tensor4d(output, shape), tf.tensor4d(target, shape)).dataSync()[0]
}

test('ssim is 1 − the SSIM that the metrics measure, the mean over the batch', () => {
  const shape: [number, number, number] = [17, 23, 3]
  const pairs = [1, 2].map(seed => pair(23, 17, 3, seed))
  const scores = pairs.map(({ clean, noisy }) =>
    measuredSsim({ shape, data: noisy }, { shape, data: clean }, { window: 'gaussian' }),
  )
  const both = (side: 'clean' | 'noisy') => Float32Array.from(pairs.flatMap(each => [...each[side]]))
  const loss = lossOf('ssim', both('noisy'), both('clean'), [2, ...shape])
  expect([loss]).toBeWithin(1e-5, [1 - (scores[0] + scores[1]) / 2])
  expect(loss).toBeGreaterThan(0.1)
})

test('ms-ssim is 1 − MS-SSIM by its definition', () => {
  const { clean, noisy } = pair(179, 176, 1, 3)
  const plane = (data: Float32Array) => ({ width: 179, height: 176, data })
  const expected = 1 - plainMsSsim(plane(noisy), plane(clean))
  expect([lossOf('ms-ssim', noisy, clean, [1, 176, 179, 1])]).toBeWithin(1e-5, [expected])
})

test.each<LossTerm>(['ssim', 'ms-ssim'])('%s of equal pictures is 0, also where they are flat', term => {
  const flat = new Float32Array(176 * 176).fill(0.3)
  expect([lossOf(term, flat, flat, [1, 176, 176, 1])]).toBeWithin(1e-6, [0])
})

test.each<LossTerm>(['ssim', 'ms-ssim', 'gradient'])('%s trains a picture on libtensorflow', async term => {
  const { clean, noisy } = pair(176, 176, 3, 4)
  const shape: [number, number, number, number] = [1, 176, 176, 3]
  const picture = tf.variable(tf.tensor4d(noisy, shape))
  const loss = makeLoss(term)
  const graph = traceTrainingStep({
    inputs: { target: { shape } },
    variables: new Map([['picture', picture]]),
    loss: ({ target }) => loss(picture, target),
  })
  await using step = CompiledStep.compile(await loadTensorflow(), graph)
  await step.assign(new Map([['picture', { shape, data: noisy }]]))
  const batch = { target: { shape, data: clean } }
  const losses: number[] = []
  for (let number = 1; number <= 5; number++) losses.push((await step.run(number, 0.01, [batch])).loss)
  expect([losses[0]]).toBeWithin(1e-5, [lossOf(term, noisy, clean, shape)])
  expect(losses[4]).toBeLessThan(0.8 * losses[0])
})
