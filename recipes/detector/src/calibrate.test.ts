import { damages } from '@dfpir/detector'
import { chooseThresholds } from './calibrate.js'

/** Pictures of which only noise is known, and how probable it was found. */
function judged(pictures: readonly (readonly [noisy: boolean, probability: number])[]) {
  const truth = new Float32Array(pictures.length * damages.length).fill(Number.NaN)
  const probabilities = new Float32Array(truth.length)
  for (const [row, [noisy, probability]] of pictures.entries()) {
    truth[row * damages.length] = Number(noisy)
    probabilities[row * damages.length] = probability
  }
  const logSigma = new Float32Array(pictures.length)
  return { table: { count: pictures.length, statistics: new Float32Array(), truth, logSigma }, probabilities }
}

const clean = Array.from({ length: 100 }, (_, i) => [false, i / 125] as const) // up to 0.79
const noisy = Array.from({ length: 100 }, (_, i) => [true, 0.3 + i / 150] as const) // from 0.3 to 0.96

test('the dearer it is to alter clean pictures, the higher is the threshold', () => {
  const { table, probabilities } = judged([...clean, ...noisy])
  const threshold = (altered: number) => chooseThresholds(table, probabilities, { altered, left: 1 }).denoise
  expect(threshold(100)).toBeGreaterThan(0.79)
  expect(threshold(1)).toBeLessThan(0.79)
  expect(threshold(0.01)).toBeLessThanOrEqual(0.3)
})

test('what nothing is known of does not count; a task without any picture has the middle', () => {
  const { table, probabilities } = judged([
    [false, 0.2],
    [true, 0.6],
  ])
  const found = chooseThresholds(table, probabilities)
  expect(found.denoise).toBeGreaterThan(0.2)
  expect(found.denoise).toBeLessThanOrEqual(0.6)
  expect(found.deblur).toBe(0.5)
})
