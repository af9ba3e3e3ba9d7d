import { UsageError } from '@dfpir/core'
import type { DfpirConfig } from './config.js'
import type { NetworkConfig } from './network-kind.js'

/** The configuration, for what only DFPIR has. @throws UsageError for another kind of network. */
export function requireDfpir(config: NetworkConfig): DfpirConfig {
  if (config.architecture === undefined) return config
  throw new UsageError(`this takes the blocks of a DFPIR, and the network is a ${config.architecture}`)
}
