import { requireWhole, UsageError } from '@dfpir/core'
import type { Stem } from '@dfpir/layers'

/** The shape of a NAFNet; the defaults are those of the published denoising network of width 32 (SIDD). */
export interface NafnetConfig {
  /**
   * Channels of the first level; each further level doubles them.
   *
   * @default 32
   */
  readonly width: number
  /**
   * Blocks per level of the encoder, from full size down.
   *
   * @default [2, 2, 4, 8]
   */
  readonly encoder: readonly number[]
  /**
   * Blocks between encoder and decoder.
   *
   * @default 12
   */
  readonly middle: number
  /**
   * Blocks per level of the decoder, from the smallest size up.
   *
   * @default [2, 2, 2, 2]
   */
  readonly decoder: readonly number[]
  /**
   * Whether features have the size of the picture (`convolution`) or half of it (`unshuffle`).
   *
   * @default 'convolution'
   */
  readonly stem: Stem
}

/** Checks a configuration and fills in the published network's values. @throws UsageError for an invalid value. */
export function nafnetConfig(config: Partial<NafnetConfig> = {}): NafnetConfig {
  const { width = 32, encoder = [2, 2, 4, 8], middle = 12, decoder = [2, 2, 2, 2], stem = 'convolution' } = config
  requireWhole('width', width, 1)
  requireWhole('middle', middle, 0)
  for (const count of encoder) requireWhole('encoder', count, 0)
  for (const count of decoder) requireWhole('decoder', count, 0)
  if (encoder.length !== decoder.length) {
    throw new UsageError(`encoder has ${encoder.length} levels, but decoder has ${decoder.length}`, {
      hint: 'Give encoder and decoder lists of the same length: every skip connects a level with the same level.',
    })
  }
  return { width, encoder, middle, decoder, stem }
}
