import { restormer } from '@dfpir/restormer'
import * as tfl from '@tensorflow/tfjs-layers'
import { type DfpirConfig, parseConfig } from './config.js'
import { identityStart } from './identity-start.js'
import { writeWeights } from './named-weights.js'
import { bridgeLayer } from './parts.js'

export interface CreateDfpirOptions {
  /**
   * The initial weights. `reference`: PyTorch's defaults, as in the released code. `identity`: every DGPB passes
   * its features on almost unchanged, see {@link identityStart}. `reference` when left out.
   */
  init?: 'reference' | 'identity'
  /** Chooses the random numbers of the initial weights; 0 when left out. */
  seed?: number
  /** For `identity`: the embeddings [promptSize] that the network will be used with. */
  prompts?: readonly Float32Array[]
  /** Height of the pictures, a multiple of 8; any multiple of 8 when null or left out. */
  height?: number | null
  /** Width of the pictures, likewise. */
  width?: number | null
  /** Leaves out the picture at the end: the model then returns what is to be added to it. */
  residual?: boolean
}

/**
 * DFPIR (Tian et al., CVPR 2025): a Restormer with a DGPB on each skip and on the latent. Keys that are left out of
 * the configuration have the paper's values.
 *
 * Inputs: `image` [B, H, W, 3] in 0 … 1 and `prompt` [B, promptSize], or one prompt [1, promptSize] for the whole
 * batch. Output: [B, H, W, 3].
 *
 * @throws UsageError for a configuration that makes no network
 */
export function createDfpir(config: Partial<DfpirConfig> = {}, options: CreateDfpirOptions = {}): tfl.LayersModel {
  const full = parseConfig(config)
  const { init = 'reference', seed = 0, prompts = [], height = null, width = null, residual = false } = options
  const image = tfl.input({ shape: [height, width, 3], name: 'image' })
  const prompt = tfl.input({ shape: [full.promptSize], name: 'prompt' })
  const network = restormer({
    ...full,
    seed,
    residual,
    bridge: (features, level) => bridgeLayer(full, level, seed).apply([features, prompt]) as tfl.SymbolicTensor,
  })
  const model = tfl.model({ name: 'dfpir', inputs: [image, prompt], outputs: network.apply(image) })
  if (init === 'identity') writeWeights(model, identityStart(full, { seed, prompts }))
  return model
}
