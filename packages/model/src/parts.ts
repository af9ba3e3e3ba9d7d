import { Dgpb } from '@dfpir/dgpb'
import type { WeightSpec } from '@dfpir/layers'
import { type Level, listParts, restormerParts } from '@dfpir/restormer'
import type { DfpirConfig } from './config.js'

/** One weight of the network under its names here and in the published state dicts. */
export interface NamedSpec {
  /** `encoder_level1.0/attn/qkv/kernel` */
  readonly layer: string
  /** `encoder_level1.0.attn.qkv.weight` */
  readonly torch: string
  readonly spec: WeightSpec
}

/** The DGPBs by level, as the published network calls them. */
export const bridgeNames = [
  'encoder_shuffle_channel1',
  'encoder_shuffle_channel2',
  'encoder_shuffle_channel3',
  'latent_shuffle_channel',
] as const

/** The DGPB of a level, named as in the published network. */
export function bridgeLayer(config: DfpirConfig, level: Level, seed = 0): Dgpb {
  const { heads, expansion, gamma, maskMode, channelPerturbation, attentionPerturbation } = config
  return new Dgpb({
    name: bridgeNames[level],
    seed,
    heads: heads[level],
    expansion,
    gamma,
    maskMode,
    channelPerturbation,
    attentionPerturbation,
  })
}

/** The weights of the DGPB of a level. */
export function bridgeSpecs(config: DfpirConfig, level: Level): WeightSpec[] {
  const features = [null, null, null, config.dim * 2 ** level]
  return bridgeLayer(config, level).weightSpecs([features, [null, config.promptSize]])
}

/** Every weight of the network, without allocating any. */
export function networkSpecs(config: DfpirConfig): NamedSpec[] {
  const backbone = listParts(restormerParts(config)).flatMap(({ layer, channels, torch }) =>
    named(layer.name, torch, layer.weightSpecs([[null, null, null, channels]])),
  )
  const bridges = ([0, 1, 2, 3] as const).flatMap(level =>
    named(bridgeNames[level], bridgeNames[level], bridgeSpecs(config, level)),
  )
  return [...backbone, ...bridges]
}

/** How many numbers the network's weights have, the untrained prompt layers included. */
export function countParameters(config: DfpirConfig): number {
  return networkSpecs(config).reduce((sum, { spec }) => sum + spec.shape.reduce((size, side) => size * side, 1), 0)
}

function named(layer: string, torch: string, specs: readonly WeightSpec[]): NamedSpec[] {
  return specs.map(spec => ({ layer: `${layer}/${spec.name}`, torch: `${torch}.${spec.torch}`, spec }))
}
