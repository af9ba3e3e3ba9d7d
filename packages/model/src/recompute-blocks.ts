import { Dgpb } from '@dfpir/dgpb'
import { TransformerBlock } from '@dfpir/layers'
import type * as tfl from '@tensorflow/tfjs-layers'

/**
 * Lets every Transformer block and DGPB of a network compute its inner values again for the derivative, instead of
 * keeping them: about a third more time and much less memory.
 */
export function recomputeBlocks(model: tfl.LayersModel): void {
  for (const layer of model.layers) {
    if (layer instanceof TransformerBlock || layer instanceof Dgpb) layer.recompute = true
  }
}
