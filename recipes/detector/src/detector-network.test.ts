import '@tensorflow/tfjs-backend-cpu'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Float32Tensor, Random } from '@dfpir/core'
import { Detector, readCrops, toDetection } from '@dfpir/detector'
import { rowsOf } from '@dfpir/images'
import * as tf from '@tensorflow/tfjs-core'
import { detectorOnnx, saveDetector } from './export-detector.js'
import { createWeights, detectorNetwork } from './network.js'

const folder = mkdtempSync(join(tmpdir(), 'dfpir-detector-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Few pixels: tfjs's own backend takes minutes for all that the detector looks at. */
const grid = { size: 48, rows: 1, columns: 2 }
const calibration = { temperature: 1.7, threshold: 0.6, crops: grid }
const photograph = {
  width: 150,
  height: 110,
  channels: 3 as const,
  depth: 8 as const,
  data: Uint8Array.from({ length: 150 * 110 * 3 }, (_, i) => (i * 7919 + (i >> 5) * 31) % 256),
}

let weights: Map<string, Float32Tensor>
let crops: tf.Tensor4D

beforeAll(async () => {
  await tf.setBackend('cpu')
  const made = [...createWeights(3)]
  weights = new Map(made.map(([name, v]) => [name, { shape: v.shape, data: v.dataSync() as Float32Array }]))
  await saveDetector(folder, detectorOnnx(weights, grid), calibration)
  const { data, shape } = await readCrops(rowsOf(photograph), grid)
  crops = tf.tensor4d(data, shape as [number, number, number, number])
})

/** What the network says in tfjs. */
function inTfjs(changed: ReadonlyMap<string, Float32Tensor> = weights) {
  const tensors = new Map([...changed].map(([name, { data, shape }]) => [name, tf.tensor(data, [...shape])]))
  const { logits, logSigma } = detectorNetwork(tensors, crops, 1)
  return toDetection({ logits: logits.dataSync(), logSigma: logSigma.dataSync()[0] }, calibration)
}

test('the stored network on onnxruntime gives what tfjs computes', async () => {
  const detector = await Detector.load({ folder, threads: 1 })
  const found = await detector.detect(photograph)
  await detector.dispose()
  const expected = inTfjs()
  for (const [name, share] of Object.entries(expected.probabilities)) {
    expect(found.probabilities[name as keyof typeof found.probabilities]).toBeCloseTo(share, 5)
  }
  expect(Math.abs(found.sigma / expected.sigma - 1)).toBeLessThan(1e-4)
  const random = new Random(1)
  const { shape, data } = weights.get('stage2/kernel')!
  const wrong = new Map(weights).set('stage2/kernel', { shape, data: data.map(v => v + random.normal(0, 0.05)) })
  expect(Math.abs(inTfjs(wrong).sigma / expected.sigma - 1)).toBeGreaterThan(1e-4)
})

test('the crops of several pictures are judged apart', () => {
  const tensors = new Map([...weights].map(([name, { data, shape }]) => [name, tf.tensor(data, [...shape])]))
  const dark = tf.mul(crops, 0.2) as tf.Tensor4D
  const together = detectorNetwork(tensors, tf.concat([crops, dark]), 2).logits.arraySync()
  const apart = [crops, dark].map(one => detectorNetwork(tensors, one, 1).logits.arraySync()[0])
  together.forEach((logits, i) => {
    logits.forEach((logit, j) => {
      expect(logit).toBeCloseTo(apart[i][j], 4)
    })
  })
  expect(together[0]).not.toEqual(together[1])
})

test('a file that is no network is refused', async () => {
  await saveDetector(folder, new TextEncoder().encode('not ONNX'), calibration)
  await expect(Detector.load({ folder })).rejects.toThrow(/detector in .* cannot be used/)
  writeFileSync(join(folder, 'detector.onnx'), 'other bytes')
  await expect(Detector.load({ folder })).rejects.toThrow('its checksum is not that of')
})
