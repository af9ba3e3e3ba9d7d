import { type Level, listParts, restormerParts } from '@dfpir/restormer'
import { type BridgePlace, namedBridgeSpecs } from '../shared/bridge.js'
import { type NamedSpec, partSpecs } from '../shared/layer-specs.js'
import type { DfpirConfig } from './config.js'

/** The DGPBs by level, as the published network calls them. */
export const bridgeNames = [
  'encoder_shuffle_channel1',
  'encoder_shuffle_channel2',
  'encoder_shuffle_channel3',
  'latent_shuffle_channel',
] as const

/** The place of the DGPB of a level. */
export function bridgePlace({ dim }: DfpirConfig, level: Level): BridgePlace {
  return { name: bridgeNames[level], level, channels: dim * 2 ** level }
}

/** The places of a DFPIR's DGPBs. */
export function bridgePlaces(config: DfpirConfig): BridgePlace[] {
  return ([0, 1, 2, 3] as const).map(level => bridgePlace(config, level))
}

/** Every weight of a DFPIR, without allocating any. */
export function dfpirSpecs(config: DfpirConfig): NamedSpec[] {
  return [...partSpecs(listParts(restormerParts(config))), ...namedBridgeSpecs(config, bridgePlaces(config))]
}
