import type { Dgpb } from '@dfpir/dgpb'
import type * as tfl from '@tensorflow/tfjs-layers'
import { type BlockName, blockNames } from './channel-orders.js'
import type { NetworkConfig } from './network-kind.js'
import { networkBridges } from './networks.js'

/**
 * The DGPB of a network that stands at a place; where the perturbation is switched off, the layer that passes on.
 *
 * @throws UsageError for a network without DGPBs
 */
export function blockOf(model: tfl.LayersModel, config: NetworkConfig, block: BlockName): Dgpb {
  const { places } = networkBridges(config)
  return model.getLayer(places[blockNames(config).indexOf(block)].name) as Dgpb
}
