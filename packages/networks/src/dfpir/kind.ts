import { stemFacts } from '@dfpir/layers'
import { restormer } from '@dfpir/restormer'
import type * as tfl from '@tensorflow/tfjs-layers'
import { bridgeLayer } from '../shared/bridge.js'
import { bridgesStart, zeros } from '../shared/bridge-start.js'
import type { NetworkKind } from '../shared/network-kind.js'
import { type DfpirConfig, isRestormer, parseConfig, parseRestormer } from './config.js'
import { guessConfig } from './guess.js'
import { bridgePlace, bridgePlaces, dfpirSpecs } from './parts.js'

/** DFPIR (Tian et al., CVPR 2025): a Restormer with a DGPB on each skip and on the latent. */
export const dfpirNetwork: NetworkKind<DfpirConfig> = {
  name: 'dfpir',
  parse: parseConfig,
  traits: config => ({
    name: isRestormer(config) ? 'restormer' : 'dfpir',
    promptSize: config.promptSize,
    usesPrompts: config.channelPerturbation === 'shuffle',
    multipleOf: 8 * stemFacts(config.stem).scale,
    width: config.dim / stemFacts(config.stem).scale ** 2,
    blocks: config.blocks.reduce((sum, count) => sum + count, config.refinement),
    firstLevel: /^(patch_embed|encoder_level1|encoder_shuffle_channel1)\b/,
  }),
  specs: dfpirSpecs,
  connect: (config, [image, prompt], { seed, residual }) =>
    restormer({
      ...config,
      seed,
      residual,
      bridge: (features, level) =>
        bridgeLayer(config, bridgePlace(config, level), seed).apply([features, prompt]) as tfl.SymbolicTensor,
    }).apply(image),
  identityStart: (config, options) => {
    const { colours } = stemFacts(config.stem)
    const output = zeros({ 'output/kernel': [3, 3, 2 * config.dim, colours] })
    return new Map([...bridgesStart(config, bridgePlaces(config), options), ...output])
  },
  bridges: config => ({ config, places: bridgePlaces(config) }),
  blockWeights: {
    all: /^(encoder_level\d|decoder_level\d|latent|refinement)\.\d+\./,
    passing: /\.project_out\.weight$/,
  },
  recognition: {
    landmarks: ['patch_embed.proj.weight', 'encoder_level1.0.attn.temperature', 'output.weight'],
    guess: guessConfig,
    assumed: ({ attentionPerturbation }) => (attentionPerturbation ? ['gamma', 'maskMode'] : []),
  },
}

/** Restormer (Zamir et al., CVPR 2022), as a name for the configuration of a DFPIR without perturbations. */
export const restormerNetwork: NetworkKind<DfpirConfig> = {
  ...dfpirNetwork,
  name: 'restormer',
  parse: parseRestormer,
  recognition: undefined,
}
