import { Dgpb } from '@dfpir/dgpb'
import type { WeightSpec } from '@dfpir/layers'
import { type Level, listParts, restormerParts } from '@dfpir/restormer'
import type { DfpirConfig } from './config.js'
import { layerSpecs, type NamedSpec, partSpecs } from './layer-specs.js'

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
  return bridgeLayer(config, level).weightSpecs(bridgeInputs(config, level))
}

/** Every weight of a DFPIR, without allocating any. */
export function dfpirSpecs(config: DfpirConfig): NamedSpec[] {
  const bridges = ([0, 1, 2, 3] as const).flatMap(level =>
    layerSpecs({ layer: bridgeLayer(config, level), inputShapes: bridgeInputs(config, level) }),
  )
  return [...partSpecs(listParts(restormerParts(config))), ...bridges]
}

function bridgeInputs({ dim, promptSize }: DfpirConfig, level: Level) {
  return [
    [null, null, null, dim * 2 ** level],
    [null, promptSize],
  ]
}
