import type { Dgpb } from '@dfpir/dgpb'
import type * as tfl from '@tensorflow/tfjs-layers'
import { type BlockName, blockNames } from './channel-orders.js'
import { bridgeNames } from './parts.js'

/** The DGPB of a DFPIR network that stands at a place; where the perturbation is switched off, the layer that passes on. */
export function blockOf(model: tfl.LayersModel, block: BlockName): Dgpb {
  return model.getLayer(bridgeNames[blockNames.indexOf(block)]) as Dgpb
}
