import '@tensorflow/tfjs-backend-cpu'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Float32Tensor, Random } from '@dfpir/core'
import { Detector, pictureStatistics, readViews, toDetection } from '@dfpir/detector'
import { rowsOf } from '@dfpir/images'
import * as tf from '@tensorflow/tfjs-core'
import { detectorOnnx, saveDetector } from './export-detector.js'
import { judge } from './judge.js'
import { createWeights, detectorNetwork } from './network.js'

const folder = mkdtempSync(join(tmpdir(), 'dfpir-detector-'))
afterAll(() => rmSync(folder, { recursive: true }))

const views = { crops: { size: 48, rows: 1, columns: 2 }, whole: 32 }
const thresholds = { denoise: 0.5, derain: 0.5, dehaze: 0.5, deblur: 0.5, lowlight: 0.5 }
const photograph = {
  width: 150,
  height: 110,
  channels: 3 as const,
  depth: 8 as const,
  data: Uint8Array.from({ length: 150 * 110 * 3 }, (_, i) => (i * 7919 + (i >> 5) * 31) % 256),
}

let weights: Map<string, Float32Tensor>
let statistics: Float32Array

beforeAll(async () => {
  await tf.setBackend('cpu')
  statistics = pictureStatistics(await readViews(rowsOf(photograph), views))
  const made = [...createWeights(3, statistics.length)]
  weights = new Map(made.map(([name, v]) => [name, { shape: v.shape, data: v.dataSync() as Float32Array }]))
  await saveDetector(folder, detectorOnnx(weights), { thresholds, statistics: statistics.length, views })
})

/** What the network says in tfjs. */
function inTfjs(changed: ReadonlyMap<string, Float32Tensor> = weights) {
  const tensors = new Map([...changed].map(([name, { data, shape }]) => [name, tf.tensor(data, [...shape])]))
  const { logits, logSigma } = detectorNetwork(tensors, tf.tensor2d(statistics, [1, statistics.length]))
  return toDetection({ logits: logits.dataSync(), logSigma: logSigma.dataSync()[0] }, thresholds)
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
  const { shape, data } = weights.get('hidden1/kernel')!
  const wrong = new Map(weights).set('hidden1/kernel', { shape, data: data.map(v => v + random.normal(0, 0.05)) })
  expect(Math.abs(inTfjs(wrong).sigma / expected.sigma - 1)).toBeGreaterThan(1e-4)
})

test('samples are judged as pictures are', async () => {
  const [truth, logSigma] = [new Float32Array(12), new Float32Array(2)]
  const two = Float32Array.of(...statistics, ...statistics.map(value => value + 0.5))
  const found = await judge(detectorOnnx(weights), { count: 2, statistics: two, truth, logSigma })
  expect(found[0]).toBeCloseTo(inTfjs().probabilities.denoise, 5)
  expect(found.slice(6)).not.toEqual(found.slice(0, 6))
})

test('a file that is no network is refused, and so is one for other statistics', async () => {
  await saveDetector(folder, new TextEncoder().encode('not ONNX'), { thresholds, statistics: 3, views })
  await expect(Detector.load({ folder })).rejects.toThrow(/detector in .* cannot be used/)
  await saveDetector(folder, detectorOnnx(weights), { thresholds, statistics: 3, views })
  const other = await Detector.load({ folder, threads: 1 })
  await expect(other.detect(photograph)).rejects.toThrow(/expects 3 statistics of a picture, got 456/)
  await other.dispose()
  writeFileSync(join(folder, 'detector.onnx'), 'other bytes')
  await expect(Detector.load({ folder })).rejects.toThrow('its checksum differs from')
})
