import { requireWhole, UsageError } from '@dfpir/core'

/** The shape of a SwinIR without upsampling; the defaults are those of the published networks for colour denoising. */
export interface SwinIrConfig {
  /**
   * Number of channels.
   *
   * @default 180
   */
  readonly dim: number
  /**
   * Blocks of each group.
   *
   * @default [6, 6, 6, 6, 6, 6]
   */
  readonly blocks: readonly number[]
  /**
   * Attention heads of each group. They must divide the channels.
   *
   * @default [6, 6, 6, 6, 6, 6]
   */
  readonly heads: readonly number[]
  /**
   * Height and width of the attention's windows.
   *
   * @default 8
   */
  readonly window: number
  /**
   * Width of the blocks' hidden layers relative to the channels.
   *
   * @default 2
   */
  readonly expansion: number
  /**
   * Factor of the pictures, which are in [0, 1], before the first convolution (`img_range` in the published code).
   *
   * @default 1
   */
  readonly range: number
}

const published: SwinIrConfig = {
  dim: 180,
  blocks: [6, 6, 6, 6, 6, 6],
  heads: [6, 6, 6, 6, 6, 6],
  window: 8,
  expansion: 2,
  range: 1,
}

/** Checks a configuration and fills in the published network's values. @throws UsageError for an invalid value. */
export function swinIrConfig(config: Partial<SwinIrConfig> = {}): SwinIrConfig {
  const { dim, blocks, heads, window, expansion, range } = { ...published, ...config }
  requireWhole('dim', dim, 1)
  requireWhole('window', window, 2)
  for (const count of blocks) requireWhole('blocks', count, 0)
  for (const count of heads) requireWhole('heads', count, 1)
  if (blocks.length !== heads.length || blocks.length === 0) {
    throw new UsageError(`blocks and heads must have a number for each group, got [${blocks}] and [${heads}]`)
  }
  if (!(expansion * dim >= 1)) throw new UsageError(`expansion must leave at least one channel, got ${expansion}`)
  if (!(range > 0)) throw new UsageError(`range must be greater than 0, got ${range}`)
  return { dim, blocks, heads, window, expansion, range }
}
