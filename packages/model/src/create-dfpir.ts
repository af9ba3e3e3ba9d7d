import { type DfpirConfig, parseConfig } from '@dfpir/networks'
import type * as tfl from '@tensorflow/tfjs-layers'
import { type CreateNetworkOptions, createNetwork } from './create-network.js'

/**
 * Creates DFPIR (Tian et al., CVPR 2025): a Restormer with a DGPB on each skip and on the latent. Missing keys of the
 * configuration get the paper's values.
 *
 * Inputs: `image` [B, H, W, 3] in [0, 1], with sides that are multiples of 8, and `prompt` [B, promptSize], or one prompt
 * [1, promptSize] for the whole batch. Output: [B, H, W, 3].
 *
 * @throws UsageError for an invalid configuration
 */
export function createDfpir(config: Partial<DfpirConfig> = {}, options: CreateNetworkOptions = {}): tfl.LayersModel {
  return createNetwork(parseConfig(config), options)
}
