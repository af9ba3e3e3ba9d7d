import { UsageError } from '@dfpir/core'
import { z } from 'zod'
import { checkKeys, perLevel, whole } from '../shared/check-keys.js'

/** The configuration of a TransWeather. */
export interface TransWeatherConfig {
  readonly architecture: 'transweather'
  /**
   * Channels at a quarter, an eighth, a sixteenth and a thirty-second of the picture's size.
   *
   * @default [64, 128, 320, 512]
   */
  readonly dims: readonly number[]
  /**
   * Transformer blocks per level of the encoder.
   *
   * @default [2, 2, 2, 2]
   */
  readonly blocks: readonly number[]
  /**
   * Attention heads per level of the encoder.
   *
   * @default [1, 2, 4, 4]
   */
  readonly heads: readonly number[]
  /**
   * Transformer blocks of the decoder, whose queries are learned.
   *
   * @default 3
   */
  readonly decoderBlocks: number
  /**
   * Attention heads of the decoder.
   *
   * @default 8
   */
  readonly decoderHeads: number
  /**
   * Channels at half and at full size.
   *
   * @default [16, 8]
   */
  readonly tail: readonly number[]
}

const schema = z.strictObject({
  dims: perLevel(1).default([64, 128, 320, 512]),
  blocks: perLevel(1).default([2, 2, 2, 2]),
  heads: perLevel(1).default([1, 2, 4, 4]),
  decoderBlocks: whole(1).default(3),
  decoderHeads: whole(1).default(8),
  tail: z.tuple([whole(1), whole(1)]).default([16, 8]),
})

/**
 * Checks the keys and fills in the published network's values.
 *
 * @throws UsageError that lists every invalid value and, for every unknown key, the nearest known one
 */
export function parseTransWeather(json: unknown = {}): TransWeatherConfig {
  const config = { architecture: 'transweather', ...checkKeys(schema, json) } as const
  const { dims, heads, decoderHeads } = config
  const divided = [
    ...dims.map((channels, level) => [channels, heads[level]]),
    ...[1, 2, 3].map(level => [dims[level], heads[Math.min(level - 1, 1)]]), // the blocks on smaller patches
    [dims[3], decoderHeads],
  ]
  const wrong = divided.find(([channels, count]) => channels % count !== 0)
  if (wrong === undefined) return config
  throw new UsageError(`${wrong[0]} channels cannot be divided into ${wrong[1]} heads`, {
    hint: 'Choose heads that divide dims. Those of the first two levels also divide the channels of the levels below.',
  })
}
