import '@tensorflow/tfjs-backend-cpu'
import { type Float32Tensor, Random, resource } from '@dfpir/core'
import { type CompiledGraph, compile, type EngineName, getEngine, type Precision } from '@dfpir/engines'
import { resolveModel } from '@dfpir/hub'
import { type NetworkConfig, readPretrained } from '@dfpir/model'
import { compileParts, partPrecisions } from './compile-parts.js'
import { Network } from './network.js'
import { networkParts } from './network-parts.js'

const [height, width] = [48, 64]
const random = new Random(3)

/** Soft stripes under noise. */
function noisyPicture(sigma: number): Float32Tensor {
  const data = Float32Array.from({ length: height * width * 3 }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / (3 * width))]
    return 0.5 + 0.4 * Math.sin(0.2 * x + 0.1 * y + (i % 3)) + random.normal(0, sigma / 255)
  })
  return { shape: [1, height, width, 3], data }
}

const input = noisyPicture(15)
let config: NetworkConfig
let graph: ReturnType<Network['traceForPrompt']>

beforeAll(async () => {
  const { stateDict, prompts, ...model } = await readPretrained(await resolveModel('dfpir-small'))
  config = model.config
  const network = await Network.create(config, stateDict)
  graph = network.traceForPrompt(height, width, prompts.find(({ sigma }) => sigma === 15)!.embedding)
  network.dispose()
})

async function residual(engineName: EngineName, parts = networkParts(graph, config, 'bf16'), precisions?: Precision[]) {
  const engine = await getEngine(engineName)
  const compiled = await compileParts(precisions ?? partPrecisions('bf16'), async (precision, index) => ({
    inputs: [...parts[index].inputs.keys()],
    graph: await compile(engine, parts[index], { precision, threads: 1 }),
  }))
  const { residual } = await compiled.run({ input })
  await compiled.dispose()
  return residual.data
}

const wholes = new Map<EngineName, Promise<Float32Array>>()

/** The residual of the whole network in f32, computed once for each engine. */
function exactResidual(name: EngineName): Promise<Float32Array> {
  const found = wholes.get(name) ?? residual(name, [graph], ['f32'])
  wholes.set(name, found)
  return found
}

const distance = (a: Float32Array, b: Float32Array) => Math.hypot(...a.map((value, index) => value - b[index]))

test('a network in f32 stays whole', () => {
  expect(networkParts(graph, config)).toEqual([graph])
  expect(networkParts(graph, config, 'f32')).toHaveLength(1)
})

test.each<EngineName>(['onnxruntime', 'openvino', 'tensorflow'])(
  'both parts in f32 are the network, on %s',
  async name => {
    const whole = await exactResidual(name)
    const inParts = await residual(name, undefined, ['f32', 'f32'])
    expect(inParts).toBeWithin(1e-5, whole)
  },
)

test.each<EngineName>(['openvino', 'tensorflow'])(
  'with the first level in f32, bf16 is nearer to f32, on %s',
  async name => {
    const exact = await exactResidual(name)
    const allBf16 = await residual(name, [graph], ['bf16'])
    const mixed = await residual(name)
    const error = distance(allBf16, exact)
    if (error > 1e-5) expect(distance(mixed, exact)).toBeLessThan(0.7 * error) // processors without bf16 compute in f32
    expect(mixed).toBeWithin(0.02, exact)
  },
)

test('a part that cannot be compiled frees those before it', async () => {
  let disposed = 0
  const part: CompiledGraph = {
    run: async (inputs: Readonly<Record<string, Float32Tensor>>) => inputs,
    ...resource(async () => {
      disposed++
    }),
  }
  const compiling = compileParts(['f32', 'bf16'], async (_, index) => {
    if (index === 1) throw new Error('no room')
    return { inputs: ['input'], graph: part }
  })
  await expect(compiling).rejects.toThrow('no room')
  expect(disposed).toBe(1)
})
