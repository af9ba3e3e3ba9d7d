import { makePart, type NetworkPart } from './network-part.js'
import { PixelShuffle, PixelUnshuffle } from './shuffle-layers.js'

/**
 * How a network makes its first features from a picture. `convolution`: by a convolution at full size, as published.
 * `unshuffle`: the 2×2 blocks first become 12 channels ({@link PixelUnshuffle}), and everything runs at half the height
 * and width until {@link PixelShuffle} reassembles the output.
 */
export type Stem = 'convolution' | 'unshuffle'

/** The effects of a stem on the network after it. */
export interface StemFacts {
  /** Factor by which height and width of the features are smaller than the picture's. */
  readonly scale: number
  /** Number of input channels of the first convolution, and of output channels of the last one. */
  readonly colours: number
}

/** @returns scale 1 and 3 colours, or 2 and 12 */
export function stemFacts(stem: Stem): StemFacts {
  return stem === 'unshuffle' ? { scale: 2, colours: 12 } : { scale: 1, colours: 3 }
}

/** Returns the parts before a network's first convolution and after its last one; none at full size. */
export function stemParts(stem: Stem): {
  readonly before: readonly NetworkPart[]
  readonly after: readonly NetworkPart[]
} {
  if (stem === 'convolution') return { before: [], after: [] }
  return {
    before: [makePart(new PixelUnshuffle({ name: 'unshuffle' }), 3)],
    after: [makePart(new PixelShuffle({ name: 'shuffle' }), stemFacts(stem).colours)],
  }
}
