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
  /** Height of the pictures, like the width a multiple of the network's `multipleOf` (`networkTraits`). */
  height: number
  width: number
  /** A prompt's embedding [promptSize] for one picture, as in a restore; or the batch size, with prompts as an input. */
  pictures: Float32Array | number
}

/**
 * Compiles a network as `Restorer` does for one prompt, or as `forward` does for a batch, without storing anything:
 * `input` [B, height, width, 3] and, for a batch and a network with prompts, `prompt` [B, promptSize] → `residual` of
 * the input's shape.
 *
 * @throws DataError if the weights do not fit the configuration.
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
