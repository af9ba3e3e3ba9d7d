import { stemFacts } from '@dfpir/layers'
import type * as tfl from '@tensorflow/tfjs-layers'
import { bridgeLayer } from '../shared/bridge.js'
import { bridgesStart, zeros } from '../shared/bridge-start.js'
import type { NetworkKind } from '../shared/network-kind.js'
import { guessNafnet } from './guess.js'
import { nafnet } from './nafnet.js'
import { type NafnetNetworkConfig, nafnetBridgePlaces, nafnetSpecs, parseNafnet } from './network-config.js'

/** NAFNet (Chen et al., ECCV 2022). With `bridge: dgpb`, it has the DGPBs of DFPIR between encoder and decoder. */
export const nafnetNetwork: NetworkKind<NafnetNetworkConfig> = {
  name: 'nafnet',
  parse: parseNafnet,
  traits: config => ({
    name: 'nafnet',
    promptSize: config.bridge === 'dgpb' ? config.promptSize : 0,
    usesPrompts: config.bridge === 'dgpb' && config.channelPerturbation === 'shuffle',
    multipleOf: 2 ** config.encoder.length * stemFacts(config.stem).scale,
    width: config.width / stemFacts(config.stem).scale ** 2,
    blocks: [...config.encoder, ...config.decoder].reduce((sum, count) => sum + count, config.middle),
    firstLevel: /^(intro|encoders\.0|bridges\.0)\b/,
  }),
  specs: nafnetSpecs,
  connect: (config, [image, prompt], options) => {
    if (config.bridge === 'none') return nafnet({ ...config, ...options, bridge: undefined }).apply(image)
    const places = nafnetBridgePlaces(config)
    const bridge = (features: tfl.SymbolicTensor, level: number) =>
      bridgeLayer(config, places[level], options.seed).apply([features, prompt]) as tfl.SymbolicTensor
    return nafnet({ ...config, ...options, bridge }).apply(image)
  },
  identityStart: (config, options) => {
    const { colours } = stemFacts(config.stem)
    const ending = zeros({ 'ending/kernel': [3, 3, config.width, colours], 'ending/bias': [colours] })
    if (config.bridge === 'none') return ending
    return new Map([...bridgesStart(config, nafnetBridgePlaces(config), options), ...ending])
  },
  bridges: config => (config.bridge === 'dgpb' ? { config, places: nafnetBridgePlaces(config) } : undefined),
  blockWeights: { all: /^(encoders\.\d+|decoders\.\d+|middle_blks)\.\d+\./, passing: /\.(beta|gamma)$/ },
  recognition: {
    landmarks: ['intro.weight', 'downs.0.weight', 'ending.weight'],
    guess: guessNafnet,
    assumed: config => (config.bridge === 'dgpb' && config.attentionPerturbation ? ['gamma', 'maskMode'] : []),
  },
}
