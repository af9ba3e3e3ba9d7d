import { createDfpir, type DfpirConfig, readWeights } from '@dfpir/model'
import { loadTensorflow } from '@dfpir/tensorflow'
import { CompiledStep, traceStep, useCpuBackend } from '@dfpir/trainer'
import { randomTensor } from './random-tensor.js'
import { type Timing, time } from './timing.js'

export interface BenchOptions {
  config: DfpirConfig
  size: number
  batch: number
  threads: number
  repeats: number
  bf16: boolean
  /** Told what is being done. */
  onStep: (what: string) => void
}

/** Times whole training steps (forward, L1, backward, Adam) of a random network on libtensorflow. */
export async function benchTrainStep(options: BenchOptions): Promise<Timing> {
  const { config, size, batch, threads, repeats, bf16, onStep } = options
  onStep('compiling for tensorflow')
  const tensorflow = await loadTensorflow()
  await useCpuBackend()
  const model = createDfpir(config, { seed: 0 })
  const graph = traceStep(model, { batch, height: size, width: size, promptSize: config.promptSize })
  const state = await readWeights(model)
  model.dispose()
  const step = CompiledStep.compile(tensorflow, graph, { threads, bf16 })
  await step.assign(state)
  const image = [batch, size, size, 3] // [B, H, W, 3]
  const prompt = randomTensor([batch, config.promptSize], 3)
  const feeds = { input: randomTensor(image, 1), target: randomTensor(image, 2), prompt }
  let number = 0
  const timing = await time(repeats, () => step.run(++number, 1e-4, feeds), onStep)
  await step.close()
  return timing
}
