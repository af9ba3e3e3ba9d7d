import { z } from 'zod'
import { checkKeys, whole } from '../shared/check-keys.js'

/** The configuration of a network of decoupled learning whose kernels are predicted. */
export interface DlConfig {
  readonly architecture: 'dl'
  /**
   * Channels of the features.
   *
   * @default 64
   */
  readonly width: number
  /**
   * Number of parameters that the kernels follow from: 2 for the published network of ten operators, 1 for that of four
   * restorations.
   *
   * @default 2
   */
  readonly promptSize: number
}

const schema = z.strictObject({ width: whole(1).default(64), promptSize: whole(1).default(2) })

/**
 * Checks the keys and fills in the published network's values.
 *
 * @throws UsageError that lists every invalid value and, for every unknown key, the nearest known one
 */
export function parseDl(json: unknown = {}): DlConfig {
  return { architecture: 'dl', ...checkKeys(schema, json) }
}
