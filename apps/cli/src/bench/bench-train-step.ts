import { withStatusLine } from '@dfpir/core/node'
import { createNetwork, type NetworkConfig, networkTraits, readWeights } from '@dfpir/model'
import { type DeviceChoice, loadTensorflow, requireDevice } from '@dfpir/tensorflow'
import { CompiledStep, EagerStep, type TrainingStep, traceStep, useCpuBackend } from '@dfpir/trainer'
import { randomTensor } from './random-tensor.js'
import { type Timing, time } from './timing.js'

export interface BenchOptions {
  config: NetworkConfig
  size: number
  batch: number
  threads: number
  repeats: number
  bf16: boolean
  /** Where compiled steps run. */
  device: DeviceChoice
  /** Whether to run operation by operation on the eager backend instead of compiling. */
  eager: boolean
  /** Called with the name of each step. */
  onStep: (what: string) => void
}

/** Times complete training steps (forward, L1, backward, Adam) of a random network on libtensorflow. */
export async function benchTrainStep(options: BenchOptions): Promise<Timing> {
  const { config, size, batch, repeats, eager, onStep } = options
  const step = eager ? await eagerStep(options) : await compiledStep(options)
  const image = [batch, size, size, 3] // [B, H, W, 3]
  const prompt = randomTensor([batch, networkTraits(config).promptSize], 3)
  const feeds = { input: randomTensor(image, 1), target: randomTensor(image, 2), prompt }
  let number = 0
  const timing = await time(repeats, () => step.run(++number, 1e-4, [feeds]), onStep)
  await step.dispose()
  return timing
}

async function compiledStep({
  config,
  size,
  batch,
  threads,
  bf16,
  device,
  onStep,
}: BenchOptions): Promise<TrainingStep> {
  onStep('compiling for tensorflow')
  const tensorflow = await withStatusLine(show => loadTensorflow({ onProgress: ({ message }) => show(message) }))
  await requireDevice(tensorflow, device, threads)
  await useCpuBackend()
  const model = createNetwork(config, { seed: 0 })
  const graph = traceStep(model, { batch, height: size, width: size })
  const state = await readWeights(model)
  model.dispose()
  const step = CompiledStep.compile(tensorflow, graph, { threads, bf16, device })
  await step.assign(state)
  return step
}

async function eagerStep({ config, threads, onStep }: BenchOptions): Promise<TrainingStep> {
  onStep('starting the eager backend')
  await useCpuBackend()
  return await withStatusLine(show =>
    EagerStep.create(createNetwork(config, { seed: 0 }), { threads, onProgress: ({ message }) => show(message) }),
  )
}
