import type { Float32Tensor } from '@dfpir/core'
import { type CompiledGraph, type CompileOptions, compile, type Engine } from '@dfpir/engines'
import type { NetworkConfig } from '@dfpir/model'
import { compileParts, partPrecisions } from './compile-parts.js'
import { foldsFor } from './folds.js'

export interface CompileNetworkOptions extends CompileOptions {
  config: NetworkConfig
  /** The weights by their published PyTorch names. */
  stateDict: ReadonlyMap<string, Float32Tensor>
  engine: Engine
  /** A multiple of what the network's sizes are (`networkTraits`), as the width. */
  height: number
  width: number
  /** A prompt's embedding [promptSize] for one picture, as in a restore; or how many pictures, with prompts as input. */
  pictures: Float32Array | number
}

/**
 * A network compiled as `Restorer` does it for one prompt, or as `forward` does it for a batch, with nothing stored:
 * `input` [B, height, width, 3] and, for a batch and a network that takes it, `prompt` [B, promptSize] → `residual` of the input's shape.
 *
 * @throws DataError when the weights do not fit the configuration.
 */
export async function compileNetwork(options: CompileNetworkOptions): Promise<CompiledGraph> {
  const { config, stateDict, engine, height, width, pictures } = options
  const { Network } = await import('./network.js') // brings tfjs
  const { networkParts } = await import('./network-parts.js')
  using network = await Network.create(config, stateDict)
  const folds = foldsFor(engine.name)
  const graph =
    typeof pictures === 'number'
      ? network.traceForBatch(pictures, height, width, folds)
      : network.traceForPrompt(height, width, pictures, folds)
  const parts = networkParts(graph, config, options.precision)
  return await compileParts(partPrecisions(options.precision), async (precision, index) => ({
    inputs: [...parts[index].inputs.keys()],
    graph: await compile(engine, parts[index], { ...options, precision }),
  }))
}
