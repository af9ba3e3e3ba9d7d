import { NafBlock } from '@dfpir/baselines'
import { Dgpb } from '@dfpir/dgpb'
import { TransformerBlock, type WeightedLayer } from '@dfpir/layers'
import type * as tfl from '@tensorflow/tfjs-layers'

const blocks = [TransformerBlock, NafBlock, Dgpb]

/**
 * Lets every Transformer block, NAFNet block and DGPB of a network compute its inner values again for the derivative, instead of
 * keeping them: about a third more time and much less memory.
 */
export function recomputeBlocks(model: tfl.LayersModel): void {
  for (const layer of model.layers) {
    if (blocks.some(block => layer instanceof block)) (layer as WeightedLayer).recompute = true
  }
}
