import {
  Convolution,
  Downsample,
  makePart,
  makeStage,
  type NetworkPart,
  stemFacts,
  stemParts,
  TransformerBlock,
  Upsample,
} from '@dfpir/layers'
import type { RestormerConfig } from './config.js'

/** The network's layers, not yet connected. */
export interface RestormerParts {
  /** From the picture to the first features. */
  readonly patchEmbed: readonly NetworkPart[]
  /** Per level: the blocks before each skip, and the latent ones. */
  readonly encoder: readonly (readonly NetworkPart[])[]
  readonly down: readonly NetworkPart[]
  /** Index 0 leads to level 0 (full size). */
  readonly up: readonly NetworkPart[]
  /** 1×1 convolutions after the concatenation with a skip; level 0 has none. */
  readonly reduce: readonly (NetworkPart | undefined)[]
  readonly decoder: readonly (readonly NetworkPart[])[]
  readonly refinement: readonly NetworkPart[]
  /** From the last features to the residual. */
  readonly output: readonly NetworkPart[]
}

/** Makes the layers, named as in the published network. No weights are allocated. */
export function restormerParts(config: RestormerConfig, seed = 0): RestormerParts {
  const { dim, blocks, heads, expansion, refinement, stem, norm } = config
  const { colours } = stemFacts(stem)
  const { before, after } = stemParts(stem)
  const width = (level: number) => dim * 2 ** level
  const stage = (name: string, count: number, channels: number, level: number) =>
    makeStage(name, count, block =>
      makePart(new TransformerBlock({ name: block, seed, heads: heads[level], expansion, norm }), channels),
    )
  const convolution = (name: string, channels: number, filters: number, size: number, torch = name) =>
    makePart(new Convolution({ name, seed, filters, size }), channels, torch)
  const down = (name: string, channels: number) => makePart(new Downsample({ name, seed }), channels, `${name}.body.0`)
  const up = (name: string, channels: number) => makePart(new Upsample({ name, seed }), channels, `${name}.body.0`)
  return {
    patchEmbed: [...before, convolution('patch_embed', colours, dim, 3, 'patch_embed.proj')],
    encoder: ['encoder_level1', 'encoder_level2', 'encoder_level3', 'latent'].map((name, level) =>
      stage(name, blocks[level], width(level), level),
    ),
    down: ['down1_2', 'down2_3', 'down3_4'].map((name, level) => down(name, width(level))),
    up: ['up2_1', 'up3_2', 'up4_3'].map((name, level) => up(name, width(level + 1))),
    reduce: [
      undefined,
      convolution('reduce_chan_level2', width(2), width(1), 1),
      convolution('reduce_chan_level3', width(3), width(2), 1),
    ],
    decoder: [
      stage('decoder_level1', blocks[0], width(1), 0),
      stage('decoder_level2', blocks[1], width(1), 1),
      stage('decoder_level3', blocks[2], width(2), 2),
    ],
    refinement: stage('refinement', refinement, width(1), 0),
    output: [convolution('output', width(1), colours, 3), ...after],
  }
}

/** All parts, from the picture to the output. */
export function listParts(parts: RestormerParts): NetworkPart[] {
  const { patchEmbed, encoder, down, up, reduce, decoder, refinement, output } = parts
  const contracting = encoder.flatMap((blocks, level) => (level === 0 ? blocks : [down[level - 1], ...blocks]))
  const expanding = [2, 1, 0].flatMap(level => [up[level], ...present(reduce[level]), ...decoder[level]])
  return [...patchEmbed, ...contracting, ...expanding, ...refinement, ...output]
}

function present(part: NetworkPart | undefined): NetworkPart[] {
  return part === undefined ? [] : [part]
}
