import '@tensorflow/tfjs-backend-cpu'
import { EnvironmentError, UsageError } from '@dfpir/core'
import { type Graph, traceForward } from '@dfpir/graph'
import * as tf from '@tensorflow/tfjs-core'
import { compile, type Device, devices, type Engine, engineNames, getEngine, listEngines } from './index.js'

/** y = softmax(conv(x, w)) + b·scale on [2, 5, 6, 3], with w and scale constant and `scale` an input. */
function convolution(x: tf.Tensor, scale: tf.Tensor): tf.Tensor {
  const weights = tf.tensor4d(
    Float32Array.from({ length: 3 * 3 * 3 * 4 }, (_, i) => Math.sin(i)),
    [3, 3, 3, 4],
  )
  return tf.mul(tf.softmax(tf.conv2d(x as tf.Tensor4D, weights, 1, 'same')), scale)
}

const x = { shape: [2, 5, 6, 3], data: Float32Array.from({ length: 180 }, (_, i) => Math.cos(i)) }
const scale = { shape: [4], data: Float32Array.of(1, -2, 3, 0.5) }

function trace(): Graph {
  return traceForward(inputs => ({ y: convolution(inputs.x, inputs.scale) }), {
    inputs: { x: { shape: x.shape }, scale: { shape: scale.shape } },
  })
}

const installed = async () => {
  const found: Engine[] = []
  for (const engine of listEngines()) if (await engine.find()) found.push(engine)
  return found
}

beforeAll(async () => {
  await tf.setBackend('cpu')
  expect((await installed()).map(({ name }) => name).sort()).toEqual([...engineNames].sort())
})

test('every installed engine computes what tfjs computes, in several runs', async () => {
  const expected = tf.tidy(() =>
    convolution(tf.tensor(x.data, x.shape), tf.tensor(scale.data, scale.shape)).dataSync<'float32'>(),
  )
  for (const engine of await installed()) {
    const compiled = await compile(engine, trace(), { threads: 1 })
    const first = await compiled.run({ x, scale })
    await compiled.run({ x, scale: { shape: [4], data: new Float32Array(4) } })
    const [third, fourth] = await Promise.all([compiled.run({ x, scale }), compiled.run({ x, scale })])
    await compiled.dispose()
    for (const { y } of [first, third, fourth]) {
      expect(y.shape).toEqual([2, 5, 6, 4])
      expect(y.data).toBeWithin(1e-6, expected)
    }
  }
})

test('wrong inputs are refused by name', async () => {
  for (const engine of await installed()) {
    const compiled = await compile(engine, trace(), { threads: 1 })
    await expect(compiled.run({ x })).rejects.toThrow('the input "scale" is missing')
    await expect(compiled.run({ x, scale, more: scale })).rejects.toThrow('no input "more"; its inputs are: x, scale')
    await expect(compiled.run({ x: scale, scale })).rejects.toThrow('"x" must be [2, 5, 6, 3], got [4]')
    const short = { shape: x.shape, data: new Float32Array(3) }
    await expect(compiled.run({ x: short, scale })).rejects.toThrow('"x" must have 180 numbers, got 3')
    await compiled.dispose()
  }
})

test('disposal lets a run end, may be repeated, and ends all use', async () => {
  for (const engine of await installed()) {
    const compiled = await compile(engine, trace(), { threads: 1 })
    const run = compiled.run({ x, scale })
    await Promise.all([compiled.dispose(), compiled.dispose()])
    expect((await run).y.data.length).toBe(240)
    await expect(compiled.run({ x, scale })).rejects.toThrow(UsageError)
  }
})

test('onnxruntime is always there, and has no bf16', async () => {
  const onnxruntime = await getEngine('onnxruntime')
  expect((await onnxruntime.find())?.version).toMatch(/^1\.\d+\.\d+$/)
  await expect(compile(onnxruntime, trace(), { precision: 'bf16' })).rejects.toMatchObject({
    message: 'the engine onnxruntime does not support bf16',
    hint: 'Its precisions are: f32.',
  })
  await expect(getEngine('onnxruntime', { precision: 'bf16' })).rejects.toThrow(UsageError)
})

test('devices: an engine runs there, or says what is missing', async () => {
  const onThere = async (engine: Engine, device: Device) => {
    const compiled = await compile(engine, trace(), { device })
    const { y } = await compiled.run({ x, scale })
    await compiled.dispose()
    return y
  }
  for (const engine of await installed()) {
    for (const device of devices) {
      const result = await onThere(engine, device).catch((error: unknown) => error)
      if (!engine.devices.includes(device)) {
        expect(result).toBeInstanceOf(UsageError)
        expect(result).toMatchObject({ message: `the engine ${engine.name} does not run on ${device}` })
      } else if (device === 'cpu' || !(result instanceof EnvironmentError)) {
        expect(result).toMatchObject({ shape: [2, 5, 6, 4] })
      } else {
        expect(result).toMatchObject({
          message: expect.stringMatching(
            /^(onnxruntime cannot use|cuda needs an NVIDIA card|libtensorflow .* does not see)/,
          ),
        })
        expect(result.hint).toMatch(/\w/)
      }
    }
  }
})

test('bf16 is for the processor; a graph that was prepared can be loaded again and again', async () => {
  await expect(getEngine('tensorflow', { precision: 'bf16', device: 'cuda' })).rejects.toThrow(UsageError)
  await expect(getEngine('auto', { precision: 'bf16', device: 'webgpu' })).rejects.toThrow(UsageError)
  for (const engine of await installed()) {
    expect(await engine.fingerprint()).toBe(await engine.fingerprint())
    const { inputs, outputs, bytes } = await engine.prepare(trace(), { threads: 1 })
    expect([...inputs]).toEqual([
      ['x', x.shape],
      ['scale', scale.shape],
    ])
    expect(outputs).toEqual(['y'])
    const stored = { inputs, outputs, bytes: bytes.slice() }
    const both = await Promise.all([engine.load(stored, { threads: 1 }), engine.load(stored, { threads: 1 })])
    const [first, second] = await Promise.all(both.map(compiled => compiled.run({ x, scale })))
    expect(first.y.data).toEqual(second.y.data)
    await Promise.all(both.map(compiled => compiled.dispose()))
  }
})

test('auto takes the first engine of the list that is installed', async () => {
  expect((await getEngine('auto')).name).toBe((await installed())[0].name)
})

test('an unknown engine is refused with the nearest name', async () => {
  await expect(getEngine('onxruntime' as 'auto')).rejects.toMatchObject({ hint: 'Did you mean "onnxruntime"?' })
})

test('a graph with variables is refused', async () => {
  const weight = tf.variable(tf.tensor1d([1, 2]))
  const graph = traceForward(({ x }) => ({ y: tf.mul(x, weight) }), {
    inputs: { x: { shape: [2] } },
    variables: new Map([['weight', weight]]),
  })
  weight.dispose()
  for (const engine of await installed()) {
    await expect(compile(engine, graph)).rejects.toThrow('expected a graph without variables, got one with 1')
  }
})
