import '@tensorflow/tfjs-backend-cpu'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { entryToFloat32, readSafetensors } from '@dfpir/checkpoints'
import { type Float32Tensor, type Picture, Random } from '@dfpir/core'
import { type EngineName, engineNames, listEngines } from '@dfpir/engines'
import { toFloat } from '@dfpir/images'
import { networkTraits, readPretrained, savePretrained } from '@dfpir/model'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { exportOnnx } from './export-onnx.js'
import { forward } from './forward.js'
import { Restorer } from './restorer.js'

// Small networks with what PyTorch makes of a picture, by the networks' published names.
const fixtures = join(__dirname, '../../networks/fixtures')
const names = ['nafnet', 'promptir', 'mprnet', 'dgunet', 'airnet', 'swinir', 'transweather'] as const
const anyShapes = [
  [1, 3, 16, 24],
  [2, 3, 7, 33],
  [1, 3, 1, 2],
]
const alike = (side: number) => [
  [1, 3, side, 2 * side],
  [2, 3, 2 * side, side],
]
const folder = mkdtempSync(join(tmpdir(), 'dfpir-baselines-'))
afterAll(() => rmSync(folder, { recursive: true }))

const weights = (name: string) => join(fixtures, name, 'weights.safetensors')

async function golden(name: string): Promise<{ input: Float32Tensor; output: Float32Tensor }> {
  const { tensors } = await readSafetensors(join(fixtures, name, 'forward.safetensors'))
  return { input: entryToFloat32(tensors.get('input')!), output: entryToFloat32(tensors.get('output')!) }
}

function random(shape: readonly number[], seed: number): Float32Tensor {
  const generator = new Random(seed)
  return { shape, data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => generator.uniform()) }
}

async function installedEngines(): Promise<EngineName[]> {
  const found = await Promise.all(listEngines().map(async engine => ((await engine.find()) ? [engine.name] : [])))
  return found.flat()
}

test.each(names)('%s: every engine gives PyTorch’s output', async name => {
  const { input, output } = await golden(name)
  const engines = await installedEngines()
  expect(engines).toEqual(engineNames)
  for (const engine of engines) {
    const result = await forward({ ...(await readPretrained(weights(name))), input, engine, threads: 1 })
    expect(result.output.data).toBeWithin(2e-5, output.data)
  }
})

test.each(names)('%s: bf16 stays near f32', async name => {
  const { input, output } = await golden(name)
  for (const engine of ['openvino', 'tensorflow'] as const) {
    const model = await readPretrained(weights(name))
    const result = await forward({ ...model, input, engine, precision: 'bf16', threads: 1 })
    expect(result.output.data).toBeRelativelyWithin(0.04, output.data) // random weights: trained ones are nearer
  }
})

test.each(names)('%s: a prompt is refused', async name => {
  const model = await readPretrained(weights(name))
  const request = { ...model, input: random([1, 3, 8, 8], 1), prompt: random([1, 8], 2), threads: 1 }
  await expect(forward(request)).rejects.toThrow(`a ${name} takes no prompt`)
})

test.each(names)('%s: one ONNX file for any batch and size, without a prompt; it is read back', async name => {
  const model = await readPretrained(weights(name))
  const file = await exportOnnx(model)
  const session = await InferenceSession.create(file, { intraOpNumThreads: 1, logSeverityLevel: 3 })
  expect(session.inputNames).toEqual(['image'])
  // A file pads to freeMultipleOf, and forward to multipleOf.
  const scale = networkTraits(model.config).freeMultipleOf ?? 1
  for (const shape of scale > 1 ? alike(scale) : anyShapes) {
    const input = random(shape, 3)
    const { restored } = await session.run({ image: new Tensor('float32', input.data, shape) })
    const { output } = await forward({ ...model, input, engine: 'onnxruntime', threads: 1 })
    expect(restored.dims).toEqual(shape)
    expect(restored.data as Float32Array).toBeWithin(2e-5, output.data)
  }
  await session.release()
  const path = join(folder, `${name}.onnx`)
  writeFileSync(path, file)
  expect(await readPretrained(path)).toEqual(model)
})

test.each(names)('%s: a picture is restored for every task alike, from one compiled graph', async name => {
  const model = await readPretrained(weights(name))
  const location = join(folder, name)
  await savePretrained(location, model)
  const restorer = await Restorer.fromPretrained(location, { engine: 'onnxruntime', threads: 1, asPublished: true })
  const picture: Picture = { ...{ width: 21, height: 14, channels: 3, depth: 16 }, data: new Uint16Array(21 * 14 * 3) }
  const noise = new Random(2)
  picture.data.forEach((_, index) => {
    picture.data[index] = noise.uniform(2000, 60_000)
  })
  const [rain, haze] = [
    await restorer.restore(picture, { task: 'derain' }),
    await restorer.restore(picture, { task: 'dehaze' }),
  ]
  await restorer.dispose()
  expect([rain.task, haze.task, haze.tiles]).toEqual(['derain', 'dehaze', 1])
  expect(haze.picture).toEqual(rain.picture)
  const image = toFloat(picture) // [H, W, 3]
  const planes = Float32Array.from({ length: image.data.length }, (_, index) => {
    const [channel, pixel] = [Math.floor(index / (21 * 14)), index % (21 * 14)]
    return image.data[pixel * 3 + channel]
  })
  const input = { shape: [1, 3, 14, 21], data: planes }
  const { output } = await forward({ ...model, input, engine: 'onnxruntime', threads: 1 })
  const restored = toFloat(rain.picture).data
  output.data.forEach((value, index) => {
    const [channel, pixel] = [Math.floor(index / (21 * 14)), index % (21 * 14)]
    expect(restored[pixel * 3 + channel]).toBeCloseTo(Math.min(1, Math.max(0, value)), 4)
  })
})

test('a NAFNet of six levels is restored in tiles of 64', async () => {
  const { createNetwork, parseNetwork, stateDict } = await import('@dfpir/model')
  const blocks = [0, 0, 0, 0, 0, 1]
  const config = parseNetwork({ architecture: 'nafnet', width: 1, encoder: blocks, middle: 0, decoder: blocks })
  const network = createNetwork(config, { init: 'identity' })
  const location = join(folder, 'deep')
  await savePretrained(location, { config, stateDict: await stateDict(network, config), prompts: [] })
  network.dispose()
  const restorer = await Restorer.fromPretrained(location, { engine: 'onnxruntime', threads: 1, tile: 70, overlap: 8 })
  const data = Uint8Array.from({ length: 150 * 70 * 3 }, (_, index) => (index * 31) % 256)
  const { picture, tiles } = await restorer.restore(
    { width: 150, height: 70, channels: 3, depth: 8, data },
    { task: 'deblur' },
  )
  await restorer.dispose()
  expect(tiles).toBeGreaterThan(2)
  expect(picture.data).toEqual(data)
})

test.each(['dl', 'dl-realtime'])(
  '%s: every engine, and its ONNX file, give PyTorch’s output for the parameters of each picture',
  async name => {
    const { input, output } = await golden(name)
    const { tensors } = await readSafetensors(join(fixtures, name, 'forward.safetensors'))
    const prompt = entryToFloat32(tensors.get('prompt')!)
    const model = await readPretrained(weights(name))
    for (const engine of await installedEngines()) {
      const result = await forward({ ...model, input, prompt, engine, threads: 1 })
      expect(result.output.data).toBeWithin(5e-5, output.data)
    }
    const session = await InferenceSession.create(await exportOnnx(model), {
      intraOpNumThreads: 1,
      logSeverityLevel: 3,
    })
    const { restored } = await session.run({
      image: new Tensor('float32', input.data, input.shape),
      prompt: new Tensor('float32', prompt.data, prompt.shape),
    })
    expect(restored.data as Float32Array).toBeWithin(5e-5, output.data)
    await session.release()
  },
)
