import { z } from 'zod'
import { checkKeys, whole } from '../shared/check-keys.js'

/** The configuration of the fast network of decoupled learning. */
export interface DlRealtimeConfig {
  readonly architecture: 'dl-realtime'
  /**
   * Channels of the features.
   *
   * @default 128
   */
  readonly width: number
  /**
   * Channels within the blocks.
   *
   * @default 256
   */
  readonly hidden: number
  /**
   * Channels before the output, which the parameters scale.
   *
   * @default 64
   */
  readonly tail: number
  /**
   * Hidden features between the parameters and the scales.
   *
   * @default 16
   */
  readonly predictor: number
  /**
   * Number of parameters.
   *
   * @default 2
   */
  readonly promptSize: number
}

const schema = z.strictObject({
  width: whole(1).default(128),
  hidden: whole(1).default(256),
  tail: whole(1).default(64),
  predictor: whole(1).default(16),
  promptSize: whole(1).default(2),
})

/**
 * Checks the keys and fills in the published network's values.
 *
 * @throws UsageError that lists every invalid value and, for every unknown key, the nearest known one
 */
export function parseDlRealtime(json: unknown = {}): DlRealtimeConfig {
  return { architecture: 'dl-realtime', ...checkKeys(schema, json) }
}
