import { connect, runParts } from '@dfpir/layers'
import * as tfl from '@tensorflow/tfjs-layers'
import { type NafnetConfig, nafnetConfig } from './config.js'
import { type NafnetParts, nafnetParts } from './parts.js'

export interface NafnetOptions extends Partial<NafnetConfig> {
  /**
   * Transforms features [B, H / 2^level, W / 2^level, width · 2^level] (half as high and wide with the stem `unshuffle`).
   * Called on each skip, from level 0 at full size, and on the latent, whose level is the number of skips.
   *
   * @default the identity
   */
  bridge?: (features: tfl.SymbolicTensor, level: number) => tfl.SymbolicTensor
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
 * NAFNet (Chen et al., ECCV 2022) as a function of symbolic tensors: an encoder-decoder of blocks without activation
 * functions, with skips that are added and the picture added at the end.
 *
 * `apply` takes a picture [B, H, W, 3] and returns one of the same shape. Height and width must be multiples of
 * 2^(number of levels of the encoder), twice that with the stem `unshuffle`, or null. Layers are named as in the published
 * network, so a model can contain only one NAFNet.
 *
 * @throws UsageError if the configuration is invalid
 */
export function nafnet(options: NafnetOptions = {}): { apply(picture: tfl.SymbolicTensor): tfl.SymbolicTensor } {
  const { bridge = features => features, residual = false, seed } = options
  const parts = nafnetParts(nafnetConfig(options), seed)
  return {
    apply(picture) {
      const { skips, latent } = contract(parts, picture)
      const bridged = skips.map(bridge)
      const output = runParts(parts.ending, expand(parts, bridged, bridge(latent, skips.length)))
      return residual ? output : connect(tfl.layers.add({ name: 'restored' }), [output, picture])
    },
  }
}

/** The encoder and the middle blocks. */
function contract({ intro, encoders, downs, middle }: NafnetParts, picture: tfl.SymbolicTensor) {
  const skips: tfl.SymbolicTensor[] = []
  let features = runParts(intro, picture)
  for (const [level, blocks] of encoders.entries()) {
    skips.push(runParts(blocks, features))
    features = runParts([downs[level]], skips[level])
  }
  return { skips, latent: runParts(middle, features) }
}

/** The decoder, from the latent up. */
function expand({ ups, decoders }: NafnetParts, skips: readonly tfl.SymbolicTensor[], latent: tfl.SymbolicTensor) {
  return decoders.reduce((features, blocks, step) => {
    const level = skips.length - 1 - step
    const add = tfl.layers.add({ name: `skip_level${level + 1}` })
    return runParts(blocks, connect(add, [runParts([ups[step]], features), skips[level]]))
  }, latent)
}
