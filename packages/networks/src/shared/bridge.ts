import { Dgpb } from '@dfpir/dgpb'
import type { WeightSpec } from '@dfpir/layers'
import type * as tfl from '@tensorflow/tfjs-layers'
import { z } from 'zod'
import { whole } from './check-keys.js'
import { layerSpecs, type NamedShapes, type NamedSpec } from './layer-specs.js'

/** The DGPBs that a network carries on its skips and on its latent. */
export interface BridgeConfig {
  /** Share of the attention logits that each row keeps, in (0, 1]. 0.9 */
  readonly gamma: number
  /** What becomes of the other logits: −∞ (`exclude`, as released) or 0 (`multiply`, as printed). */
  readonly maskMode: 'exclude' | 'multiply'
  /** What happens to the channels before the cross-attention; `shuffle` is the paper's network. */
  readonly channelPerturbation: 'shuffle' | 'attention' | 'none'
  /** False leaves the cross-attention out. */
  readonly attentionPerturbation: boolean
  /** Length of a prompt's embedding. 512 */
  readonly promptSize: number
  /** Attention heads per level, the latent's last. */
  readonly heads: readonly number[]
  /** Width of the feed-forward networks relative to the channels. 2.66 */
  readonly expansion: number
}

/** The keys of a configuration that every network with DGPBs has, with the paper's values. */
export const bridgeKeys = {
  gamma: z.number().gt(0).max(1).default(0.9),
  maskMode: z.enum(['exclude', 'multiply']).default('exclude'),
  channelPerturbation: z.enum(['shuffle', 'attention', 'none']).default('shuffle'),
  attentionPerturbation: z.boolean().default(true),
  promptSize: whole(1).default(512),
  expansion: z.number().positive().default(2.66),
}

/** The DGPBs of a network: how they are made, and where they stand. */
export interface Bridges {
  readonly config: BridgeConfig
  /** From full size down, the latent's last. */
  readonly places: readonly BridgePlace[]
}

/** Where one of a network's DGPBs stands. */
export interface BridgePlace {
  /** The layer's name. */
  readonly name: string
  /** 0 for the skip of full size; the latent's is the number of skips. */
  readonly level: number
  /** Channels of the features there. */
  readonly channels: number
}

/** The DGPB of a place. */
export function bridgeLayer(config: BridgeConfig, { name, level }: BridgePlace, seed = 0): Dgpb {
  const { heads, expansion, gamma, maskMode, channelPerturbation, attentionPerturbation } = config
  return new Dgpb({
    name,
    seed,
    heads: heads[level],
    expansion,
    gamma,
    maskMode,
    channelPerturbation,
    attentionPerturbation,
  })
}

/** The shapes of its inputs: features and prompt. */
export function bridgeInputs({ promptSize }: BridgeConfig, { channels }: BridgePlace): tfl.Shape[] {
  return [
    [null, null, null, channels],
    [null, promptSize],
  ]
}

/** Its weights, by their names within it. */
export function bridgeSpecs(config: BridgeConfig, where: BridgePlace): WeightSpec[] {
  return bridgeLayer(config, where).weightSpecs(bridgeInputs(config, where))
}

/** The weights of the DGPBs at these places, by their names in the network. */
export function namedBridgeSpecs(config: BridgeConfig, places: readonly BridgePlace[]): NamedSpec[] {
  return places.flatMap(place =>
    layerSpecs({ layer: bridgeLayer(config, place), inputShapes: bridgeInputs(config, place) }),
  )
}

/** What shapes show of the perturbations of a DGPB by its published name; of `gamma` and `maskMode` they show nothing. */
export function guessPerturbations(tensors: NamedShapes, bridge: string) {
  const guided = tensors.get(`${bridge}.linear_layer1.weight`)
  const ordinary = tensors.has(`${bridge}.channel_attn.qkv.weight`)
  return {
    channelPerturbation: guided ? 'shuffle' : ordinary ? 'attention' : 'none',
    attentionPerturbation: tensors.has(`${bridge}.select_attn.temperature`),
    promptSize: guided?.shape[1],
  } as const
}
