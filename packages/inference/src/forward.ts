import { DataError, type Float32Tensor } from '@dfpir/core'
import { type CompileOptions, type EngineName, getEngine } from '@dfpir/engines'
import { reflectIndex } from '@dfpir/images'
import type { NetworkConfig, NetworkTraits } from '@dfpir/model'
import { compileNetwork } from './compile-network.js'
import { roundUp } from './plan-tiles.js'

export interface ForwardOptions extends CompileOptions {
  config: NetworkConfig
  /** The weights by their published PyTorch names. */
  stateDict: ReadonlyMap<string, Float32Tensor>
  /** [B, 3, H, W], with any H and W. */
  input: Float32Tensor
  /** [B, promptSize]; omit it for a network without prompts. Not needed where prompts do not change the output. */
  prompt?: Float32Tensor
  /**
   * The engine that runs the network.
   *
   * @default 'auto', the fastest engine on this machine that has the precision
   */
  engine?: EngineName | 'auto'
}

export interface ForwardResult {
  /** [B, 3, H, W], not clipped. */
  readonly output: Float32Tensor
  /** Duration of the engine's run, without compiling. */
  readonly seconds: number
}

/**
 * Runs one forward pass on tensors in PyTorch's layout, with a prompt per picture of the batch. Pads heights and widths
 * on the right and below to multiples of what the network needs, by reflection or as its published code does, and crops
 * the result.
 *
 * @throws DataError if the tensors do not fit the configuration.
 */
export async function forward(options: ForwardOptions): Promise<ForwardResult> {
  const { config, input } = options
  const { networkTraits } = await import('@dfpir/model') // brings tfjs
  const traits = networkTraits(config)
  const prompt = options.prompt ?? unusedPrompt(traits, input)
  checkShapes({ input, prompt }, traits)
  const engine = await getEngine(options.engine, options)
  const padded = padToLayers(input, traits)
  const [pictures, height, width] = padded.shape
  await using compiled = await compileNetwork({ ...options, engine, pictures, height, width })
  const begun = performance.now()
  const { residual } = await compiled.run({ input: padded, ...(prompt && { prompt }) })
  const seconds = (performance.now() - begun) / 1000
  return { output: addCropped(input, residual), seconds }
}

/** Zeros for the prompt input of a network that ignores it. */
function unusedPrompt({ promptSize, usesPrompts }: NetworkTraits, { shape: [batch] }: Float32Tensor) {
  if (promptSize === 0 || usesPrompts) return undefined
  return { shape: [batch, promptSize], data: new Float32Array(batch * promptSize) }
}

function checkShapes(
  { input, prompt }: Pick<ForwardOptions, 'input' | 'prompt'>,
  { name, promptSize }: NetworkTraits,
): void {
  const [batch, channels] = input.shape
  if (input.shape.length !== 4 || channels !== 3 || input.data.length === 0) {
    throw new DataError(`expected an input [B, 3, H, W], got [${input.shape.join(', ')}]`)
  }
  if (promptSize === 0 && prompt) throw new DataError(`a ${name} takes no prompt`)
  if (promptSize === 0 || prompt?.shape.join() === [batch, promptSize].join()) return
  const expected = `[${batch}, ${promptSize}]`
  throw new DataError(
    `expected a prompt ${expected} for this input, got ${prompt ? `[${prompt.shape.join(', ')}]` : 'none'}`,
  )
}

/** [B, 3, H, W] → [B, H', W', 3] with H' and W' the next multiples. */
function padToLayers({ shape: [batch, , height, width], data }: Float32Tensor, traits: NetworkTraits): Float32Tensor {
  const { multipleOf, padding = 'reflect' } = traits
  const shape = [batch, roundUp(height, multipleOf), roundUp(width, multipleOf), 3]
  const padded = new Float32Array(shape.reduce((product, extent) => product * extent))
  let to = 0
  for (let b = 0; b < batch; b++) {
    for (let y = 0; y < shape[1]; y++) {
      for (let x = 0; x < shape[2]; x++, to += 3) {
        if (padding === 'zeros' && (y >= height || x >= width)) continue
        const from = reflectIndex(y, height) * width + reflectIndex(x, width)
        for (let c = 0; c < 3; c++) padded[to + c] = data[(b * 3 + c) * height * width + from]
      }
    }
  }
  return { shape, data: padded }
}

/** Adds the part of `residual` [B, H', W', 3] within `input` [B, 3, H, W] to it. */
function addCropped(input: Float32Tensor, residual: Float32Tensor): Float32Tensor {
  const [batch, , height, width] = input.shape
  const [, paddedHeight, paddedWidth] = residual.shape
  const output = new Float32Array(input.data.length)
  let to = 0
  for (let b = 0; b < batch; b++) {
    for (let c = 0; c < 3; c++) {
      for (let y = 0; y < height; y++) {
        let from = (b * paddedHeight + y) * paddedWidth * 3 + c
        for (let x = 0; x < width; x++, to++, from += 3) output[to] = input.data[to] + residual.data[from]
      }
    }
  }
  return { shape: input.shape, data: output }
}
