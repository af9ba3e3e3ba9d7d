import { connect, runParts } from '@dfpir/layers'
import * as tfl from '@tensorflow/tfjs-layers'
import { type RestormerConfig, restormerConfig } from './config.js'
import { type RestormerParts, restormerParts } from './parts.js'

/** The skips from full size down are 0, 1 and 2; the latent is 3. */
export type Level = 0 | 1 | 2 | 3

/**
 * Transforms the features [B, H / 2^level, W / 2^level, dim · 2^level] of a skip or of the latent. With the stem
 * `unshuffle`, they are half as high and wide.
 */
export type Bridge = (features: tfl.SymbolicTensor, level: Level) => tfl.SymbolicTensor

export interface RestormerOptions extends Partial<RestormerConfig> {
  /**
   * Transforms the features of each skip and of the latent.
   *
   * @default the identity
   */
  bridge?: Bridge
  /**
   * Whether to omit the final addition of the picture, so that the network returns the residual.
   *
   * @default false
   */
  residual?: boolean
  /**
   * Seed of the initial weights.
   *
   * @default 0
   */
  seed?: number
}

/**
 * Restormer (Zamir et al., CVPR 2022) as a function of symbolic tensors: an encoder-decoder of transformer blocks
 * whose attention is between channels, over four levels, with the picture added at the end.
 *
 * `apply` takes a picture [B, H, W, 3] and returns one of the same shape. Height and width must be multiples of 8 (16 with
 * the stem `unshuffle`), or null. Layers are named as in the published network, so a model can contain only one Restormer.
 *
 * @throws UsageError if the configuration is invalid
 */
export function restormer(options: RestormerOptions = {}): { apply(picture: tfl.SymbolicTensor): tfl.SymbolicTensor } {
  const { bridge = features => features, residual = false, seed } = options
  const parts = restormerParts(restormerConfig(options), seed)
  return {
    apply(picture) {
      const output = runParts(parts.output, expand(parts, contract(parts, picture), bridge))
      return residual ? output : connect(tfl.layers.add({ name: 'restored' }), [output, picture])
    },
  }
}

/** The encoder: features of every level before its bridge. */
function contract({ patchEmbed, encoder, down }: RestormerParts, picture: tfl.SymbolicTensor): tfl.SymbolicTensor[] {
  const levels = [runParts([...patchEmbed, ...encoder[0]], picture)]
  for (const [level, part] of down.entries()) levels.push(runParts([part, ...encoder[level + 1]], levels[level]))
  return levels
}

/** The bridges, the decoder and the refinement. */
function expand(
  { up, reduce, decoder, refinement }: RestormerParts,
  levels: readonly tfl.SymbolicTensor[],
  bridge: Bridge,
): tfl.SymbolicTensor {
  let features = bridge(levels[3], 3)
  for (const level of [2, 1, 0] as const) {
    const skip = tfl.layers.concatenate({ axis: 3, name: `skip_level${level + 1}` })
    const reducing = reduce[level]
    features = connect(skip, [runParts([up[level]], features), bridge(levels[level], level)])
    features = runParts(reducing === undefined ? decoder[level] : [reducing, ...decoder[level]], features)
  }
  return runParts(refinement, features)
}
