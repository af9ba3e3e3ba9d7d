import type { KeyMap } from '@dfpir/checkpoints'
import type { Float32Tensor } from '@dfpir/core'
import { keyMapOf, type NetworkConfig } from '@dfpir/networks'
import type * as tfl from '@tensorflow/tfjs-layers'
import { readWeights, writeWeights } from './named-weights.js'
import { networkSpecs } from './networks.js'

/** Maps the names of `namedWeights` to the published PyTorch names (`encoder_level1.0.attn.qkv.weight`). */
export function networkKeyMap(config: NetworkConfig): KeyMap {
  return keyMapOf(networkSpecs(config))
}

/**
 * Sets every weight of a model from a state dict with published names, in PyTorch's layout.
 *
 * @throws DataError that lists everything missing, unknown or of the wrong shape. The model is then unchanged.
 */
export function loadStateDict(
  model: tfl.LayersModel,
  config: NetworkConfig,
  stateDict: ReadonlyMap<string, Float32Tensor>,
): void {
  writeWeights(model, networkKeyMap(config).toLayers(stateDict))
}

/** Returns every weight of a model under its published name, in PyTorch's layout. */
export async function stateDict(model: tfl.LayersModel, config: NetworkConfig): Promise<Map<string, Float32Tensor>> {
  return networkKeyMap(config).toTorch(await readWeights(model))
}
