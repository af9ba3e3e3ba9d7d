import { requireWhole, UsageError } from '@dfpir/core'
import type { LayerNormKind } from '@dfpir/layers'

/** The shape of a PromptIR; the defaults are the published network's. */
export interface PromptIrConfig {
  /**
   * Channels of the first level; each further level doubles them.
   *
   * @default 48
   */
  readonly dim: number
  /**
   * Transformer blocks of the three levels with skips, from full size down, and of the latent.
   *
   * @default [4, 6, 6, 8]
   */
  readonly blocks: readonly number[]
  /**
   * Blocks after the decoder, at full size.
   *
   * @default 4
   */
  readonly refinement: number
  /**
   * Attention heads per level. Those of the third level also apply to the blocks that process the prompts.
   *
   * @default [1, 2, 4, 8]
   */
  readonly heads: readonly number[]
  /**
   * Width of the feed-forward networks relative to the channels.
   *
   * @default 2.66
   */
  readonly expansion: number
  /**
   * Number of components that each prompt combines.
   *
   * @default 5
   */
  readonly promptLength: number
  /**
   * Channels of the prompts at half, quarter and eighth size.
   *
   * @default [64, 128, 320]
   */
  readonly promptChannels: readonly number[]
  /**
   * Height and width of the prompts' components at half, quarter and eighth size.
   *
   * @default [64, 32, 16]
   */
  readonly promptSizes: readonly number[]
  /**
   * The layer norms: with scale and offset, or with a scale alone (`LayerNorm_type: BiasFree` in the published code).
   *
   * @default 'with-bias'
   */
  readonly norm: LayerNormKind
}

const published: PromptIrConfig = {
  dim: 48,
  blocks: [4, 6, 6, 8],
  refinement: 4,
  heads: [1, 2, 4, 8],
  expansion: 2.66,
  promptLength: 5,
  promptChannels: [64, 128, 320],
  promptSizes: [64, 32, 16],
  norm: 'with-bias',
}

/** Checks a configuration and fills in the published network's values. @throws UsageError for an invalid value. */
export function promptIrConfig(config: Partial<PromptIrConfig> = {}): PromptIrConfig {
  const { dim, blocks, refinement, heads, expansion, promptLength, promptChannels, promptSizes, norm } = {
    ...published,
    ...config,
  }
  requireWhole('dim', dim, 2)
  requireWhole('refinement', refinement, 0)
  requireWhole('promptLength', promptLength, 1)
  requireList('blocks', blocks, 4, 0)
  requireList('heads', heads, 4, 1)
  requireList('promptChannels', promptChannels, 3, 1)
  requireList('promptSizes', promptSizes, 3, 1)
  if (!(expansion * dim >= 1)) throw new UsageError(`expansion must leave at least one channel, got ${expansion}`)
  if (dim % 2 !== 0) throw new UsageError(`dim must be even, got ${dim}`)
  return { dim, blocks, refinement, heads, expansion, promptLength, promptChannels, promptSizes, norm }
}

function requireList(key: string, list: readonly number[], length: number, least: number): void {
  if (list.length !== length) throw new UsageError(`${key} must have ${length} numbers, got [${list}]`)
  for (const value of list) requireWhole(key, value, least)
}
