import '@tensorflow/tfjs-backend-cpu'
import { join } from 'node:path'
import { entryToFloat32, readSafetensors } from '@dfpir/checkpoints'
import type { Float32Tensor } from '@dfpir/core'
import { engineNames } from '@dfpir/engines'
import { type PretrainedModel, readPretrained } from '@dfpir/model'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { exportOnnx } from './export-onnx.js'
import { forward } from './forward.js'

// What the published code makes of two pictures of 21×34, which it pads with zeros to 24×40, with one instruction each.
const fixtures = join(__dirname, '../../networks/fixtures/instructir')
const [height, width] = [24, 40]
let model: PretrainedModel
let tensors: Map<string, Float32Tensor>

beforeAll(async () => {
  model = await readPretrained(join(fixtures, 'weights.safetensors'))
  const file = await readSafetensors(join(fixtures, 'forward.safetensors'))
  tensors = new Map([...file.tensors].map(([name, entry]) => [name, entryToFloat32(entry)]))
})

/** Copies a tensor [B, C, H, W] into one of another height and width: cropped, or with zeros on the right and below. */
function fit({ shape: [batch, channels, rows, columns], data }: Float32Tensor, to: readonly number[]): Float32Tensor {
  const fitted = new Float32Array(batch * channels * to[0] * to[1])
  const width = Math.min(columns, to[1])
  for (let plane = 0; plane < batch * channels; plane++) {
    for (let row = 0; row < Math.min(rows, to[0]); row++) {
      const from = (plane * rows + row) * columns
      fitted.set(data.subarray(from, from + width), (plane * to[0] + row) * to[1])
    }
  }
  return { shape: [batch, channels, ...to], data: fitted }
}

const padded = () => fit(tensors.get('input')!, [height, width])
const cropped = (output: Float32Tensor) => fit(output, [21, 34]).data
/** PyTorch's own distance from float64 is 1.3e-5 for these weights. */
const tolerance = 1.3e-4

test.each(engineNames)('%s gives the published code’s output, with an instruction per picture', async engine => {
  const request = { ...model, input: padded(), prompt: tensors.get('embedding')!, engine, threads: 1 }
  const { output } = await forward(request)
  expect(cropped(output)).toBeWithin(tolerance, tensors.get('output')!.data)
})

test('the ONNX file takes an instruction per picture, and pictures of any size', async () => {
  const session = await InferenceSession.create(await exportOnnx(model), { intraOpNumThreads: 1, logSeverityLevel: 3 })
  const run = async (image: Float32Tensor, prompt: Float32Tensor) => {
    const tensorOf = ({ data, shape }: Float32Tensor) => new Tensor('float32', data, shape)
    const { restored } = await session.run({ image: tensorOf(image), prompt: tensorOf(prompt) })
    return { shape: restored.dims, data: restored.data as Float32Array }
  }
  const prompt = tensors.get('embedding')!
  expect(cropped(await run(padded(), prompt))).toBeWithin(tolerance, tensors.get('output')!.data)
  const small = fit(tensors.get('input')!, [5, 9])
  const { output } = await forward({ ...model, input: small, prompt, engine: 'onnxruntime', threads: 1 })
  expect((await run(small, prompt)).data).toBeWithin(tolerance, output.data)
  await session.release()
})
