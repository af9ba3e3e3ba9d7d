import { readFile, realpath } from 'node:fs/promises'
import * as tf from '@tensorflow/tfjs-core'
import { loadTensorflow } from '../tensorflow.js'
import '@tensorflow/tfjs-layers' // registers the gradients
import '@tensorflow/tfjs-backend-cpu'
import { lossGradients } from './loss-gradients.js'
import { type EagerBackend, useEagerBackend } from './use-eager-backend.js'

let backend: EagerBackend

beforeAll(async () => {
  backend = await useEagerBackend({ threads: 1 })
}, 300_000)

beforeEach(async () => {
  await useEagerBackend()
})

/** A convolution, its derivatives, an erf, a top-k: some of what the networks need. */
function compute(): number[][] {
  return tf.tidy(() => {
    const x = tf.tensor4d(
      Float32Array.from({ length: 96 }, (_, i) => Math.sin(i)),
      [1, 4, 6, 4],
    )
    const kernel = tf.variable(
      tf.tensor4d(
        Float32Array.from({ length: 288 }, (_, i) => Math.cos(i)),
        [3, 3, 4, 8],
      ),
    )
    const loss = () => tf.mean<tf.Scalar>(tf.erf(tf.conv2d(x, kernel, 1, 'same')))
    const { value, gradients } = lossGradients(loss, [kernel])
    kernel.dispose()
    const { values, indices } = tf.topk(tf.reshape(gradients[0], [-1]), 5)
    return [value, values, indices].map(tensor => Array.from(tensor.dataSync()))
  })
}

test('it computes what the cpu backend computes, and leaves nothing behind', async () => {
  expect(tf.getBackend()).toBe('tensorflow')
  const before = tf.memory().numTensors
  const eager = compute()
  expect(tf.memory().numTensors).toBe(before)
  await tf.setBackend('cpu')
  const [loss, values, indices] = compute()
  expect(eager[0]).toBeWithin(1e-6, loss)
  expect(eager[1]).toBeWithin(1e-6, values)
  expect(eager[2]).toEqual(indices)
})

test('tensors go from one backend to the other', async () => {
  await tf.setBackend('cpu')
  const doubled = tf.mul(tf.tensor1d([1, 2]), 2)
  await useEagerBackend()
  const result = tf.tidy(() => tf.add(doubled, 1))
  await tf.setBackend('cpu')
  expect(tf.tidy(() => tf.add(result, 1)).dataSync()).toEqual(Float32Array.of(4, 6))
})

test('one libtensorflow serves the backend and sessions', async () => {
  const tensorflow = await loadTensorflow()
  expect(backend.version).toBe(tensorflow.version)
  compute()
  expect(tensorflow.devices()).toContainEqual(expect.objectContaining({ type: 'CPU' }))
  if (process.platform !== 'linux') return
  const maps = await readFile('/proc/self/maps', 'utf8')
  const files = maps.match(/\/\S*libtensorflow_(cc|framework)\S*/g)
  const expected = await Promise.all(tensorflow.installation.libraries.map(path => realpath(path)))
  expect([...new Set(files)].sort()).toEqual(expected.sort())
})

test('the number of threads is settled by the first call', async () => {
  await useEagerBackend({ threads: 1 })
  await expect(useEagerBackend({ threads: 2 })).rejects.toMatchObject({
    name: 'UsageError',
    message: 'the eager backend was started with 1 threads and cannot change to 2',
  })
})
