import { compile, type Device, type EngineName, getEngine, type Precision } from '@dfpir/engines'
import { traceForward } from '@dfpir/graph'
import { createDfpir, type DfpirConfig } from '@dfpir/model'
import { useCpuBackend } from '@dfpir/trainer'
import * as tf from '@tensorflow/tfjs-core'
import { randomTensor } from './random-tensor.js'
import { type Timing, time } from './timing.js'

export interface BenchForwardOptions {
  config: DfpirConfig
  engine: EngineName | 'auto'
  precision: Precision
  device: Device
  size: number
  batch: number
  threads: number
  repeats: number
}

/** Times forward passes of a random network, compiled as a restore compiles it: one prompt, held constant. */
export async function benchForward(options: BenchForwardOptions): Promise<{ engine: EngineName; timing: Timing }> {
  const { config, size, batch, threads, repeats, precision, device } = options
  const engine = await getEngine(options.engine, options)
  await useCpuBackend()
  const model = createDfpir(config, { seed: 0, residual: true })
  const embedding = randomTensor([1, config.promptSize], 3)
  const prompt = tf.tensor(embedding.data, [1, config.promptSize])
  const shape = [batch, size, size, 3] // [B, H, W, 3]
  const graph = traceForward(({ input }) => ({ output: model.apply([input, prompt]) as tf.Tensor }), {
    inputs: { input: { shape } },
  })
  model.dispose()
  prompt.dispose()
  const compiled = await compile(engine, graph, { threads, precision, device })
  const input = randomTensor(shape, 1)
  const timing = await time(repeats, () => compiled.run({ input }))
  await compiled.dispose()
  return { engine: engine.name, timing }
}
