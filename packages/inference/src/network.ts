import '@tensorflow/tfjs-backend-cpu'
import type { Float32Tensor } from '@dfpir/core'
import { foldLayerNorm, type Graph, traceForward } from '@dfpir/graph'
import {
  applyNetwork,
  type CreateNetworkOptions,
  createNetwork,
  loadStateDict,
  type NetworkConfig,
  networkInputs,
} from '@dfpir/model'
import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import type { Folds } from './folds.js'

/**
 * A network with its weights, ready to be traced at any size. Its output is the residual, which is added to the picture.
 */
export class Network implements Disposable {
  private disposed = false

  private constructor(
    readonly config: NetworkConfig,
    private readonly model: LayersModel,
  ) {}

  /** @throws DataError if the weights do not fit the configuration. */
  static async create(config: NetworkConfig, stateDict: ReadonlyMap<string, Float32Tensor>): Promise<Network> {
    return new Network(config, await loadModel(config, stateDict))
  }

  /**
   * `input` [1, height, width, 3] → `residual` of the same shape, for one prompt, whose effects are folded into constants.
   * The embedding is empty for a network without prompts.
   */
  traceForPrompt(height: number, width: number, embedding: Float32Array, folds: Folds = {}): Graph {
    const prompt = tf.tensor2d(embedding, [1, embedding.length])
    try {
      return this.trace({ input: { shape: [1, height, width, 3] } }, folds, prompt)
    } finally {
      prompt.dispose()
    }
  }

  /** `input` [batch, height, width, 3] and, where it takes one, `prompt` [batch, promptSize] → `residual` [batch, height, width, 3]. */
  traceForBatch(batch: number, height: number, width: number, folds: Folds = {}): Graph {
    return this.trace(networkInputs(this.model, { batch, height, width }), folds)
  }

  /** Frees the weights. A second call does nothing. */
  dispose(): void {
    if (!this.disposed) this.model.dispose()
    this.disposed = true
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  private trace(inputs: Record<string, { shape: number[] }>, folds: Folds, constantPrompt?: tf.Tensor): Graph {
    const { model } = this
    const graph = traceForward(
      ({ input, prompt }) => ({ residual: applyNetwork(model, input, constantPrompt ?? prompt) }),
      { inputs },
    )
    return folds.layerNorm ? foldLayerNorm(graph) : graph
  }
}

/**
 * Loads the network with its weights on tfjs. It returns the residual of pictures of any size, or of the given one.
 *
 * @throws DataError if the weights do not fit the configuration.
 */
export async function loadModel(
  config: NetworkConfig,
  stateDict: ReadonlyMap<string, Float32Tensor>,
  size: Pick<CreateNetworkOptions, 'height' | 'width'> = {},
): Promise<LayersModel> {
  tf.enableProdMode() // without it tfjs advertises its Node backend on stderr
  await tf.ready()
  const model = createNetwork(config, { ...size, residual: true })
  try {
    loadStateDict(model, config, stateDict)
    return model
  } catch (error) {
    model.dispose()
    throw error
  }
}
