import { requireWhole } from '@dfpir/core'

/** The shape of an AirNet; the defaults are the published network's. */
export interface AirNetConfig {
  /**
   * Channels of the features and of the degradation map, at least 3.
   *
   * @default 64
   */
  readonly width: number
  /**
   * Groups of blocks.
   *
   * @default 5
   */
  readonly groups: number
  /**
   * Degradation-guided blocks of each group.
   *
   * @default 5
   */
  readonly blocks: number
}

/** Checks a configuration and fills in the published network's values. @throws UsageError for an invalid value. */
export function airNetConfig(config: Partial<AirNetConfig> = {}): AirNetConfig {
  const { width = 64, groups = 5, blocks = 5 } = config
  requireWhole('width', width, 3)
  requireWhole('groups', groups, 1)
  requireWhole('blocks', blocks, 1)
  return { width, groups, blocks }
}
