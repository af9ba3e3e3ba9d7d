import type { KeyMap } from '@dfpir/checkpoints'
import {
  Convolution,
  Downsample,
  makePart,
  makeStage,
  type NetworkPart,
  TransformerBlock,
  Upsample,
} from '@dfpir/layers'
import { keyMapOf, type NamedSpec, partSpecs } from '../shared/layer-specs.js'
import type { PromptIrConfig } from './config.js'
import { PromptGeneration } from './prompt-generation.js'

/** The parts that generate a prompt and combine it with the features. */
export interface PromptInteraction {
  readonly generation: NetworkPart
  /** A Transformer block on features and prompt together, and the 1×1 convolution back to the decoder's width. */
  readonly fusion: readonly NetworkPart[]
}

/** PromptIR's layers, not yet connected. */
export interface PromptIrParts {
  readonly patchEmbed: NetworkPart
  /** Per level: the blocks before each skip, and the latent ones. */
  readonly encoder: readonly (readonly NetworkPart[])[]
  readonly down: readonly NetworkPart[]
  /** Index 0 leads to level 0 (full size). */
  readonly up: readonly NetworkPart[]
  /** Index 0 acts before `up[0]`. */
  readonly interactions: readonly PromptInteraction[]
  /** Per level: the 1×1 convolution after the skip (full size has none) and the blocks. */
  readonly decoder: readonly (readonly NetworkPart[])[]
  /** The refinement and the output. */
  readonly tail: readonly NetworkPart[]
}

/** Makes the layers, named as in the published network. No weights are allocated. */
export function promptIrParts(config: PromptIrConfig, seed = 0): PromptIrParts {
  const { dim, blocks, heads, expansion, refinement, norm } = config
  const block = (name: string, channels: number, level: number) =>
    makePart(new TransformerBlock({ name, seed, heads: heads[level], expansion, norm }), channels)
  const stage = (name: string, count: number, channels: number, level: number) =>
    makeStage(name, count, each => block(each, channels, level))
  const convolution = (name: string, channels: number, filters: number, size: number, torch = name) =>
    makePart(new Convolution({ name, seed, filters, size }), channels, torch)
  const down = (name: string, channels: number) => makePart(new Downsample({ name, seed }), channels, `${name}.body.0`)
  const up = (name: string, channels: number) => makePart(new Upsample({ name, seed }), channels, `${name}.body.0`)
  const interaction = (index: number, channels: number, outputs: number): PromptInteraction => {
    const { promptLength, promptChannels, promptSizes } = config
    const prompt = { length: promptLength, channels: promptChannels[index], size: promptSizes[index] }
    const both = channels + prompt.channels
    return {
      generation: makePart(new PromptGeneration({ name: `prompt${index + 1}`, seed, ...prompt }), channels),
      fusion: [
        block(`noise_level${index + 1}`, both, 2),
        convolution(`reduce_noise_level${index + 1}`, both, outputs, 1),
      ],
    }
  }
  return {
    patchEmbed: convolution('patch_embed', 3, dim, 3, 'patch_embed.proj'),
    encoder: ['encoder_level1', 'encoder_level2', 'encoder_level3', 'latent'].map((name, level) =>
      stage(name, blocks[level], dim * 2 ** level, level),
    ),
    down: ['down1_2', 'down2_3', 'down3_4'].map((name, level) => down(name, dim * 2 ** level)),
    up: [up('up2_1', 2 * dim), up('up3_2', 4 * dim), up('up4_3', 4 * dim)],
    interactions: [
      interaction(0, 2 * dim, 2 * dim),
      interaction(1, 4 * dim, 4 * dim),
      interaction(2, 8 * dim, 4 * dim),
    ],
    decoder: [
      stage('decoder_level1', blocks[0], 2 * dim, 0),
      [convolution('reduce_chan_level2', 4 * dim, 2 * dim, 1), ...stage('decoder_level2', blocks[1], 2 * dim, 1)],
      [convolution('reduce_chan_level3', 6 * dim, 4 * dim, 1), ...stage('decoder_level3', blocks[2], 4 * dim, 2)],
    ],
    tail: [...stage('refinement', refinement, 2 * dim, 0), convolution('output', 2 * dim, 3, 3)],
  }
}

/** All parts. */
function listPromptIrParts(parts: PromptIrParts): NetworkPart[] {
  const { patchEmbed, encoder, down, up, interactions, decoder, tail } = parts
  const prompts = interactions.flatMap(({ generation, fusion }) => [generation, ...fusion])
  return [patchEmbed, ...encoder.flat(), ...down, ...prompts, ...up, ...decoder.flat(), ...tail]
}

/** Lists the weights without allocating them. */
export function promptIrSpecs(config: PromptIrConfig): NamedSpec[] {
  return partSpecs(listPromptIrParts(promptIrParts(config)))
}

/** Maps the layers' weights (`prompt1/components`) to the published PyTorch names (`prompt1.prompt_param`). */
export function promptIrKeyMap(config: PromptIrConfig): KeyMap {
  return keyMapOf(promptIrSpecs(config))
}

/** Unused weights of the published network: 1×1 convolutions of an earlier design. */
export const unusedByPromptIr: readonly string[] = [1, 2, 3].flatMap(level => [
  `chnl_reduce${level}.weight`,
  `reduce_noise_channel_${level}.weight`,
])

/** Returns a published state dict without its six weights that are never used. */
export function usedByPromptIr<T>(stateDict: ReadonlyMap<string, T>): Map<string, T> {
  return new Map([...stateDict].filter(([name]) => !unusedByPromptIr.includes(name)))
}
