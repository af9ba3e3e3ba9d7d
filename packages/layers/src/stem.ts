import { makePart, type NetworkPart } from './network-part.js'
import { PixelShuffle, PixelUnshuffle } from './shuffle-layers.js'

/**
 * How a picture becomes a network's first features. `convolution`: by a convolution at full size, as published.
 * `unshuffle`: its 2×2 blocks become 12 channels first ({@link PixelUnshuffle}), and everything runs at half its height
 * and width, until {@link PixelShuffle} puts the output together again.
 */
export type Stem = 'convolution' | 'unshuffle'

/** What a stem means for the network behind it. */
export interface StemFacts {
  /** By how much features are less high and wide than the picture. */
  readonly scale: number
  /** Channels that the first convolution takes and the last one gives. */
  readonly colours: number
}

/** @returns scale 1 and 3 colours, or 2 and 12 */
export function stemFacts(stem: Stem): StemFacts {
  return stem === 'unshuffle' ? { scale: 2, colours: 12 } : { scale: 1, colours: 3 }
}

/** The parts before a network's first convolution and after its last one: none at full size. */
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
