import { UsageError } from '@dfpir/core'
import { z } from 'zod'
import { type BridgeConfig, type BridgePlace, bridgeKeys, namedBridgeSpecs } from '../shared/bridge.js'
import { checkKeys, whole } from '../shared/check-keys.js'
import { type NamedSpec, partSpecs } from '../shared/layer-specs.js'
import { type NafnetConfig, nafnetConfig } from './config.js'
import { listNafnetParts, nafnetParts } from './parts.js'

/** The configuration of a NAFNet, with or without DGPBs on its skips and its latent. */
export type NafnetNetworkConfig = { readonly architecture: 'nafnet' } & NafnetConfig & NafnetBridge

type NafnetBridge = { readonly bridge: 'none' } | ({ readonly bridge: 'dgpb' } & BridgeConfig)

const plain = z.strictObject({
  width: whole(1).optional(),
  encoder: z.array(whole(0)).optional(),
  middle: whole(0).optional(),
  decoder: z.array(whole(0)).optional(),
  stem: z.enum(['convolution', 'unshuffle']).optional(),
  bridge: z.enum(['none', 'dgpb']).default('none'),
})

const bridged = plain.extend({ ...bridgeKeys, heads: z.array(whole(1)).optional() })

/**
 * Checks the keys and fills in the published network's values. The default heads are 1, 2, 4, … down to the latent.
 *
 * @throws UsageError that lists every invalid value and, for every unknown key, the nearest known one
 */
export function parseNafnet(json: unknown = {}): NafnetNetworkConfig {
  const isBridged = Object(json).bridge === 'dgpb'
  const { bridge, ...keys } = checkKeys(isBridged ? bridged : plain, json)
  const base = { architecture: 'nafnet', ...nafnetConfig(keys) } as const
  if (bridge === 'none') return { ...base, bridge }
  const { gamma, maskMode, channelPerturbation, attentionPerturbation, promptSize, expansion, heads } =
    keys as z.output<typeof bridged>
  const levels = base.encoder.length + 1
  const config = {
    ...{ ...base, bridge, gamma, maskMode, channelPerturbation, attentionPerturbation, promptSize, expansion },
    heads: heads ?? Array.from({ length: levels }, (_, level) => 2 ** level),
  }
  if (config.heads.length !== levels) {
    throw new UsageError(`heads must have ${levels} numbers, for the skips and the latent, got [${config.heads}]`)
  }
  nafnetSpecs(config) // throws if heads do not divide the channels
  return config
}

/** Returns the places of the DGPBs of a NAFNet with DGPBs. */
export function nafnetBridgePlaces({ width, encoder }: NafnetConfig): BridgePlace[] {
  return [...encoder, 0].map((_, level) => ({ name: `bridges.${level}`, level, channels: width * 2 ** level }))
}

/** Lists the weights of a NAFNet and its DGPBs without allocating them. */
export function nafnetSpecs(config: NafnetNetworkConfig): NamedSpec[] {
  const parts = partSpecs(listNafnetParts(nafnetParts(config)))
  return config.bridge === 'none' ? parts : [...parts, ...namedBridgeSpecs(config, nafnetBridgePlaces(config))]
}
