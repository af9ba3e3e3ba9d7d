import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers' // registers the gradients
import * as tf from '@tensorflow/tfjs-core'
import { losses } from './losses.js'

beforeAll(() => tf.setBackend('cpu'))

const output = [0.5, 0.2, 0.9, 0]
const target = [0.4, 0.6, 0.9, 1]
const gaps = output.map((value, i) => value - target[i])
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

test.each([
  ['l1', mean(gaps.map(Math.abs))],
  ['l2', mean(gaps.map(gap => gap ** 2))],
  ['charbonnier', mean(gaps.map(gap => Math.sqrt(gap ** 2 + 1e-6)))],
] as const)('%s', (name, expected) => {
  const loss = losses[name]
  expect(loss(tf.tensor1d(output), tf.tensor1d(target)).dataSync()).toBeWithin(1e-6, [expected])
  const gradient = tf
    .grad(x => loss(x, tf.tensor1d(target)))(tf.tensor1d(output))
    .dataSync()
  const step = 1e-3
  output.forEach((_, i) => {
    if (gaps[i] === 0) return
    const shifted = (by: number) => loss(tf.tensor1d(output.with(i, output[i] + by)), tf.tensor1d(target)).dataSync()[0]
    expect([gradient[i]]).toBeWithin(1e-3, [(shifted(step) - shifted(-step)) / (2 * step)])
  })
})
