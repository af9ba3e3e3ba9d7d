import '@tensorflow/tfjs-backend-cpu'
import { join } from 'node:path'
import { entryToFloat32, readSafetensors } from '@dfpir/checkpoints'
import type { Float32Tensor } from '@dfpir/core'
import { engineNames } from '@dfpir/engines'
import { type PretrainedModel, readPretrained } from '@dfpir/model'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { exportOnnx } from './export-onnx.js'
import { forward } from './forward.js'

// What the published code makes of two pictures of 21×34, with one instruction each. It pads them with zeros.
const fixtures = join(__dirname, '../../networks/fixtures/instructir')
let model: PretrainedModel
let tensors: Map<string, Float32Tensor>

beforeAll(async () => {
  model = await readPretrained(join(fixtures, 'weights.safetensors'))
  const file = await readSafetensors(join(fixtures, 'forward.safetensors'))
  tensors = new Map([...file.tensors].map(([name, entry]) => [name, entryToFloat32(entry)]))
})

/** PyTorch's own distance from float64 is 1.3e-5 for these weights. */
const tolerance = 1.3e-4

test.each(engineNames)('%s gives the published code’s output, with an instruction per picture', async engine => {
  const request = { ...model, input: tensors.get('input')!, prompt: tensors.get('embedding')!, engine, threads: 1 }
  const { output } = await forward(request)
  expect(output.data).toBeWithin(tolerance, tensors.get('output')!.data)
})

test('the ONNX file takes an instruction per picture, and pads with zeros, too', async () => {
  const session = await InferenceSession.create(await exportOnnx(model), { intraOpNumThreads: 1, logSeverityLevel: 3 })
  const tensorOf = (name: string) => new Tensor('float32', tensors.get(name)!.data, tensors.get(name)!.shape)
  const { restored } = await session.run({ image: tensorOf('input'), prompt: tensorOf('embedding') })
  expect(restored.data as Float32Array).toBeWithin(tolerance, tensors.get('output')!.data)
  const whole = new Tensor('float32', new Float32Array(2 * 3 * 8 * 16), [2, 3, 8, 16])
  const { restored: same } = await session.run({ image: whole, prompt: tensorOf('embedding') })
  expect(same.dims).toEqual([2, 3, 8, 16])
  await session.release()
})
