import { Dgpb } from '@dfpir/dgpb'
import type { LayerNormKind, WeightSpec } from '@dfpir/layers'
import type * as tfl from '@tensorflow/tfjs-layers'
import { z } from 'zod'
import { whole } from './check-keys.js'
import { layerSpecs, type NamedShapes, type NamedSpec } from './layer-specs.js'

/** The configuration of the DGPBs on a network's skips and latent. */
export interface BridgeConfig {
  /** Share of the attention logits that each row keeps, in (0, 1]. @default 0.9 */
  readonly gamma: number
  /** Treatment of the other logits: −∞ (`exclude`, as released) or 0 (`multiply`, as printed). */
  readonly maskMode: 'exclude' | 'multiply'
  /** How the channels are perturbed before the cross-attention; `shuffle` is the paper's network. */
  readonly channelPerturbation: 'shuffle' | 'attention' | 'none'
  /** Whether the blocks have the cross-attention. */
  readonly attentionPerturbation: boolean
  /** Length of a prompt's embedding. @default 512 */
  readonly promptSize: number
  /** Attention heads per level, the latent's last. */
  readonly heads: readonly number[]
  /** Width of the feed-forward networks relative to the channels. @default 2.66 */
  readonly expansion: number
  /** The layer norms. @default 'with-bias' */
  readonly norm?: LayerNormKind
}

/** The configuration keys of every network with DGPBs, with the paper's values. */
export const bridgeKeys = {
  gamma: z.number().gt(0).max(1).default(0.9),
  maskMode: z.enum(['exclude', 'multiply']).default('exclude'),
  channelPerturbation: z.enum(['shuffle', 'attention', 'none']).default('shuffle'),
  attentionPerturbation: z.boolean().default(true),
  promptSize: whole(1).default(512),
  expansion: z.number().positive().default(2.66),
}

/** The DGPBs of a network: their configuration and places. */
export interface Bridges {
  readonly config: BridgeConfig
  /** From full size down, the latent's last. */
  readonly places: readonly BridgePlace[]
}

/** The place of a DGPB in a network. */
export interface BridgePlace {
  /** Name of the layer. */
  readonly name: string
  /** 0 for the skip at full size; the number of skips for the latent. */
  readonly level: number
  /** Number of channels of the features. */
  readonly channels: number
}

/** Creates the DGPB of a place. */
export function bridgeLayer(config: BridgeConfig, { name, level }: BridgePlace, seed = 0): Dgpb {
  const { heads, expansion, gamma, maskMode, channelPerturbation, attentionPerturbation, norm } = config
  return new Dgpb({
    name,
    seed,
    heads: heads[level],
    expansion,
    gamma,
    maskMode,
    channelPerturbation,
    attentionPerturbation,
    norm,
  })
}

/** Returns the shapes of its inputs: features and prompt. */
export function bridgeInputs({ promptSize }: BridgeConfig, { channels }: BridgePlace): tfl.Shape[] {
  return [
    [null, null, null, channels],
    [null, promptSize],
  ]
}

/** Lists its weights by their names within the block. */
export function bridgeSpecs(config: BridgeConfig, where: BridgePlace): WeightSpec[] {
  return bridgeLayer(config, where).weightSpecs(bridgeInputs(config, where))
}

/** Lists the weights of the DGPBs at these places by their names in the network. */
export function namedBridgeSpecs(config: BridgeConfig, places: readonly BridgePlace[]): NamedSpec[] {
  return places.flatMap(place =>
    layerSpecs({ layer: bridgeLayer(config, place), inputShapes: bridgeInputs(config, place) }),
  )
}

/** Derives the perturbations of a DGPB, given by its published name, from shapes, which do not show `gamma` and `maskMode`. */
export function guessPerturbations(tensors: NamedShapes, bridge: string) {
  const guided = tensors.get(`${bridge}.linear_layer1.weight`)
  const ordinary = tensors.has(`${bridge}.channel_attn.qkv.weight`)
  return {
    channelPerturbation: guided ? 'shuffle' : ordinary ? 'attention' : 'none',
    attentionPerturbation: tensors.has(`${bridge}.select_attn.temperature`),
    promptSize: guided?.shape[1],
  } as const
}
