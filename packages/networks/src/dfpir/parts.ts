import { type Level, listParts, restormerParts } from '@dfpir/restormer'
import { type BridgePlace, namedBridgeSpecs } from '../shared/bridge.js'
import { type NamedSpec, partSpecs } from '../shared/layer-specs.js'
import type { DfpirConfig } from './config.js'

/** The published names of the DGPBs by level. */
export const bridgeNames = [
  'encoder_shuffle_channel1',
  'encoder_shuffle_channel2',
  'encoder_shuffle_channel3',
  'latent_shuffle_channel',
] as const

/** Returns the place of the DGPB of a level. */
export function bridgePlace({ dim }: DfpirConfig, level: Level): BridgePlace {
  return { name: bridgeNames[level], level, channels: dim * 2 ** level }
}

/** Returns the places of a DFPIR's DGPBs. */
export function bridgePlaces(config: DfpirConfig): BridgePlace[] {
  return ([0, 1, 2, 3] as const).map(level => bridgePlace(config, level))
}

/** Lists the weights of a DFPIR without allocating them. */
export function dfpirSpecs(config: DfpirConfig): NamedSpec[] {
  return [...partSpecs(listParts(restormerParts(config))), ...namedBridgeSpecs(config, bridgePlaces(config))]
}
