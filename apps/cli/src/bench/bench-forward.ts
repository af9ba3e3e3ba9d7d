import { type Float32Tensor, UsageError } from '@dfpir/core'
import { type Device, type EngineName, getEngine, type Precision } from '@dfpir/engines'
import { compileNetwork } from '@dfpir/inference'
import { createNetwork, type NetworkConfig, networkTraits, parseNetwork, readPretrained, stateDict } from '@dfpir/model'
import { modelLocation } from '@dfpir/terminal'
import { useCpuBackend } from '@dfpir/trainer'
import { randomTensor } from './random-tensor.js'
import { type Timing, time } from './timing.js'

export interface BenchForwardOptions {
  /** A network with random weights. @default the network of `model` */
  config?: NetworkConfig
  model?: string
  engine: EngineName | 'auto'
  precision: Precision
  device: Device
  /** Height and width of the picture. Must be a multiple of what the network needs. */
  size: number
  batch: number
  threads: number
  repeats: number
  /** Called with the name of each step. */
  onStep: (what: string) => void
}

/**
 * Times forward passes. A single picture is compiled as in a restore, for one prompt. A batch is compiled as in
 * `dfpir forward`, with a prompt per picture as an input.
 */
export async function benchForward(options: BenchForwardOptions): Promise<{ engine: EngineName; timing: Timing }> {
  const { size, batch, threads, repeats, precision, device, onStep } = options
  const engine = await getEngine(options.engine, options)
  const { config, weights } = await openNetwork(options)
  const { promptSize } = networkTraits(config)
  const prompt = randomTensor([batch, promptSize], 3)
  const pictures = batch === 1 ? prompt.data : batch
  onStep(`compiling for ${engine.name}`)
  await using compiled = await compileNetwork({
    ...{ config, stateDict: weights, engine, pictures, height: size, width: size },
    ...{ threads, precision, device },
  })
  const input = randomTensor([batch, size, size, 3], 1) // [B, H, W, 3]
  const feeds: Record<string, Float32Tensor> = batch === 1 || promptSize === 0 ? { input } : { input, prompt }
  const timing = await time(repeats, () => compiled.run(feeds), onStep)
  return { engine: engine.name, timing }
}

async function openNetwork({ config, model, size }: BenchForwardOptions) {
  if (config !== undefined && model !== undefined) {
    throw new UsageError('--config and --model cannot be combined: one makes random weights, the other reads weights')
  }
  if (model !== undefined) {
    const pretrained = await readPretrained(await modelLocation(model))
    checkSize(size, pretrained.config)
    return { config: pretrained.config, weights: pretrained.stateDict }
  }
  const full = config ?? parseNetwork()
  checkSize(size, full)
  await useCpuBackend()
  const random = createNetwork(full, { seed: 0 })
  const weights = await stateDict(random, full)
  random.dispose()
  return { config: full, weights }
}

function checkSize(size: number, config: NetworkConfig): void {
  const { multipleOf } = networkTraits(config)
  if (size % multipleOf === 0) return
  throw new UsageError(`--size must be a multiple of ${multipleOf}, got ${size}`, {
    hint: 'Restores pad other sizes to the next multiple.',
  })
}
