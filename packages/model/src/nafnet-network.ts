import { listNafnetParts, type NafnetConfig, nafnet, nafnetConfig, nafnetParts } from '@dfpir/baselines'
import { UsageError } from '@dfpir/core'
import type * as tfl from '@tensorflow/tfjs-layers'
import { z } from 'zod'
import { type BridgeConfig, type BridgePlace, bridgeInputs, bridgeKeys, bridgeLayer } from './bridge.js'
import { checkKeys, whole } from './check-keys.js'
import { bridgesStart } from './identity-start.js'
import { layerSpecs, type NamedSpec, partSpecs } from './layer-specs.js'
import type { NamedShapes, NetworkKind } from './network-kind.js'
import { simplestExpansion } from './simplest-expansion.js'
import { zeros } from './zeros.js'

/** The configuration of a NAFNet, with DGPBs on its skips and its latent or without. */
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

/** NAFNet (Chen et al., ECCV 2022); with `bridge: dgpb`, the DGPBs of DFPIR stand between its encoder and decoder. */
export const nafnetNetwork: NetworkKind<NafnetNetworkConfig> = {
  name: 'nafnet',
  parse,
  traits: config => ({
    name: 'nafnet',
    promptSize: config.bridge === 'dgpb' ? config.promptSize : 0,
    usesPrompts: config.bridge === 'dgpb' && config.channelPerturbation === 'shuffle',
    multipleOf: 2 ** config.encoder.length * (config.stem === 'unshuffle' ? 2 : 1),
    width: config.stem === 'unshuffle' ? config.width / 4 : config.width,
    blocks: [...config.encoder, ...config.decoder].reduce((sum, count) => sum + count, config.middle),
    firstLevel: /^(intro|encoders\.0|bridges\.0)\b/,
  }),
  specs,
  connect: (config, [image, prompt], options) => {
    if (config.bridge === 'none') return nafnet({ ...config, ...options, bridge: undefined }).apply(image)
    const places = bridgePlaces(config)
    const bridge = (features: tfl.SymbolicTensor, level: number) =>
      bridgeLayer(config, places[level], options.seed).apply([features, prompt]) as tfl.SymbolicTensor
    return nafnet({ ...config, ...options, bridge }).apply(image)
  },
  identityStart: (config, options) => {
    const colours = config.stem === 'unshuffle' ? 12 : 3
    const ending = zeros({ 'ending/kernel': [3, 3, config.width, colours], 'ending/bias': [colours] })
    if (config.bridge === 'none') return ending
    return new Map([...bridgesStart(config, bridgePlaces(config), options), ...ending])
  },
  bridges: config => (config.bridge === 'dgpb' ? { config, places: bridgePlaces(config) } : undefined),
  blockWeights: { all: /^(encoders\.\d+|decoders\.\d+|middle_blks)\.\d+\./, passing: /\.(beta|gamma)$/ },
  recognition: {
    landmarks: ['intro.weight', 'downs.0.weight', 'ending.weight'],
    guess,
    assumed: config => (config.bridge === 'dgpb' && config.attentionPerturbation ? ['gamma', 'maskMode'] : []),
  },
}

function parse(json: unknown = {}): NafnetNetworkConfig {
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
    throw new UsageError(`heads must have a number for each skip and the latent (${levels}), got [${config.heads}]`)
  }
  specs(config) // heads that do not divide the channels show here
  return config
}

function bridgePlaces({ width, encoder }: NafnetConfig): BridgePlace[] {
  return [...encoder, 0].map((_, level) => ({ name: `bridges.${level}`, level, channels: width * 2 ** level }))
}

function specs(config: NafnetNetworkConfig): NamedSpec[] {
  const parts = partSpecs(listNafnetParts(nafnetParts(config)))
  if (config.bridge === 'none') return parts
  const bridges = bridgePlaces(config).flatMap(place =>
    layerSpecs({ layer: bridgeLayer(config, place), inputShapes: bridgeInputs(config, place) }),
  )
  return [...parts, ...bridges]
}

function guess(tensors: NamedShapes): NafnetNetworkConfig {
  const levels = countWhile(level => tensors.has(`downs.${level}.weight`))
  const blocks = (stage: string) => countWhile(index => tensors.has(`${stage}.${index}.conv1.weight`))
  const perLevel = (stage: string) => Array.from({ length: levels }, (_, level) => blocks(`${stage}.${level}`))
  return parse({
    width: tensors.get('intro.weight')?.shape[0],
    encoder: perLevel('encoders'),
    middle: blocks('middle_blks'),
    decoder: perLevel('decoders'),
    stem: tensors.get('intro.weight')?.shape[1] === 12 ? 'unshuffle' : 'convolution',
    ...guessBridge(tensors, levels),
  })
}

/** What shapes show of the DGPBs; of `gamma` and `maskMode` they show nothing. */
function guessBridge(tensors: NamedShapes, levels: number): object {
  const feedForward = tensors.get('bridges.0.ffn.project_out.weight')
  if (feedForward === undefined) return {}
  const guided = tensors.get('bridges.0.linear_layer1.weight')
  const ordinary = tensors.has('bridges.0.channel_attn.qkv.weight')
  const attends = tensors.has('bridges.0.select_attn.temperature')
  const attention = attends ? 'select_attn' : 'channel_attn'
  const headsOf = (level: number) => tensors.get(`bridges.${level}.${attention}.temperature`)?.shape[0]
  return {
    bridge: 'dgpb',
    channelPerturbation: guided ? 'shuffle' : ordinary ? 'attention' : 'none',
    attentionPerturbation: attends,
    promptSize: guided?.shape[1],
    heads: Array.from({ length: levels + 1 }, (_, level) => headsOf(level) ?? 2 ** level),
    expansion: simplestExpansion(
      Array.from({ length: levels + 1 }, (_, level) => {
        const [channels, hidden] = tensors.get(`bridges.${level}.ffn.project_out.weight`)?.shape ?? []
        return { channels, hidden }
      }),
    ),
  }
}

function countWhile(holds: (index: number) => boolean): number {
  let count = 0
  while (holds(count)) count++
  return count
}
