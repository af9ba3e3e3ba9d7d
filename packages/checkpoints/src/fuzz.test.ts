import { readFileSync } from 'node:fs'
import { DfpirError } from '@dfpir/core'
import { goldenPath, mutate, onnxing, pickling, torchZip } from '@dfpir/testing'
import { parseCheckpoint } from './read-checkpoint.js'
import { serializeSafetensors } from './serialize-safetensors.js'
import { entryToFloat64 } from './tensor-entry.js'

const { dict, pickle, tensor } = pickling
const strides = readFileSync(goldenPath('checkpoints/strides.pth'))
const small = pickle(dict({ weight: tensor() }))
const storages = { 0: new Uint8Array(24) }
const initializer = pickling.bytes(
  onnxing.number(1, 6),
  onnxing.number(2, 1),
  onnxing.message(8, 'w'),
  onnxing.message(9, storages[0]),
)

// The long run is `npm run fuzz:checkpoints`.
test.each<[string, (seed: number) => Uint8Array]>([
  ['safetensors', seed => mutate(serializeSafetensors(parseCheckpoint(strides).tensors), seed)],
  ['zip', seed => mutate(strides, seed)],
  ['zip with a changed pickle', seed => torchZip(mutate(small, seed), storages)],
  ['legacy', seed => mutate(readFileSync(goldenPath('checkpoints/legacy.pth')), seed)],
  ['onnx', seed => mutate(onnxing.model(initializer, initializer), seed)],
])('200 damaged files are refused with a typed error, or read: %s', (_, make) => {
  const outcomes = Array.from({ length: 200 }, (_, seed) => outcome(make(seed)))
  expect(outcomes.filter(error => error !== undefined && !DfpirError.isInstance(error))).toEqual([])
  expect(outcomes.filter(Boolean).length).toBeGreaterThan(50)
})

function outcome(bytes: Uint8Array): unknown {
  try {
    for (const entry of parseCheckpoint(bytes).tensors.values()) entryToFloat64(entry)
    return undefined
  } catch (error) {
    return error
  }
}
