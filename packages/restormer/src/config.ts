import { requireWhole, UsageError } from '@dfpir/core'
import type { LayerNormKind, Stem } from '@dfpir/layers'

/** Four numbers, one per level: the three levels with skips, then the latent. */
export type PerLevel = readonly [number, number, number, number]

/** The shape of a Restormer; the defaults are the published denoising network's. */
export interface RestormerConfig {
  /**
   * Channels of the first level; each further level doubles them.
   *
   * @default 48
   */
  readonly dim: number
  /**
   * Transformer blocks per level.
   *
   * @default [4, 6, 6, 8]
   */
  readonly blocks: PerLevel
  /**
   * Blocks after the decoder, at full size.
   *
   * @default 4
   */
  readonly refinement: number
  /**
   * Attention heads per level.
   *
   * @default [1, 2, 4, 8]
   */
  readonly heads: PerLevel
  /**
   * Width of the feed-forward networks relative to the channels.
   *
   * @default 2.66
   */
  readonly expansion: number
  /**
   * Whether features have the size of the picture (`convolution`) or half of it (`unshuffle`).
   *
   * @default 'convolution'
   */
  readonly stem: Stem
  /**
   * The layer norms: with scale and offset, or with a scale alone (`LayerNorm_type: BiasFree` in the published code).
   *
   * @default 'with-bias'
   */
  readonly norm: LayerNormKind
}

/** Checks a configuration and fills in the published network's values. @throws UsageError for an invalid value. */
export function restormerConfig(config: Partial<RestormerConfig> = {}): RestormerConfig {
  const { dim = 48, blocks = [4, 6, 6, 8], refinement = 4, heads = [1, 2, 4, 8] } = config
  const { expansion = 2.66, stem = 'convolution', norm = 'with-bias' } = config
  requireWhole('dim', dim, 2)
  requireWhole('refinement', refinement, 0)
  requireLevels({ blocks, heads })
  for (const count of blocks) requireWhole('blocks', count, 0)
  for (const count of heads) requireWhole('heads', count, 1)
  if (!(expansion * dim >= 1)) throw new UsageError(`expansion must leave at least one channel, got ${expansion}`)
  if (dim % 2 !== 0) throw new UsageError(`dim must be even, got ${dim}`)
  checkDivisible(dim, heads)
  return { dim, blocks, refinement, heads, expansion, stem, norm }
}

function requireLevels(lists: Readonly<Record<string, readonly number[]>>): void {
  for (const [key, list] of Object.entries(lists)) {
    if (list.length !== 4) throw new UsageError(`${key} must have one number for each of the 4 levels, got [${list}]`)
  }
}

/** The decoder's first level is twice as wide as the encoder's, so checking the encoder's widths is enough. */
function checkDivisible(dim: number, heads: PerLevel): void {
  heads.forEach((count, level) => {
    const channels = dim * 2 ** level
    if (channels % count === 0) return
    throw new UsageError(`heads[${level}] is ${count}, which does not divide the ${channels} channels of that level`, {
      hint: 'Choose heads that divide dim · 2^level.',
    })
  })
}
