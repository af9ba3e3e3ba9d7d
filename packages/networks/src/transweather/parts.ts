import { LayerNorm, makePart, makeStage, type NetworkPart, TransposedConvolution } from '@dfpir/layers'
import { BiasedConvolution } from '../nafnet/biased-convolution.js'
import { type NamedSpec, partSpecs } from '../shared/layer-specs.js'
import { AttentionBlock, blockEpsilon } from './attention-block.js'
import type { TransWeatherConfig } from './config.js'
import { PatchEmbedding } from './patch-embedding.js'
import { ResidualConvolutions } from './residual-convolutions.js'

/** Patches of features, and the Transformer blocks on them. */
export interface EncoderStage {
  readonly embedding: NetworkPart
  /** The blocks and the layer norm after them. */
  readonly blocks: readonly NetworkPart[]
}

/** TransWeather's layers, not yet connected. */
export interface TransWeatherParts {
  /** From a quarter of the picture's size down to a thirty-second. */
  readonly stages: readonly EncoderStage[]
  /** Index i splits the patches of `stages[i]` into smaller ones and adds to those of `stages[i + 1]`. */
  readonly smaller: readonly EncoderStage[]
  readonly decoder: readonly NetworkPart[]
  /** Index 0 leads away from the decoder, a sixty-fourth of the picture's size; the last one to full size. */
  readonly ups: readonly NetworkPart[]
  /** Index 0 follows `ups[1]`. */
  readonly residuals: readonly NetworkPart[]
  /** From the last features to the picture before its tanh. */
  readonly clean: NetworkPart
}

/** Factors by which keys and values are smaller, per level. */
const reductions = [4, 2, 2, 1]

/** Number of learned queries of a decoder block. */
const queries = 48

/** Makes the layers, named as in the published network. No weights are allocated. */
export function transWeatherParts(config: TransWeatherConfig, seed = 0): TransWeatherParts {
  const { dims, blocks, heads, decoderBlocks, decoderHeads, tail } = config
  const embedding = (name: string, channels: number, filters: number, size = 3, stride = 2) =>
    makePart(new PatchEmbedding({ name, filters, size, stride, seed }), channels)
  const encoderBlocks = (name: string, norm: string, count: number, channels: number, level: number) => [
    ...makeStage(name, count, block => {
      const options = { heads: heads[level], reduction: reductions[level], queries: 0, expansion: 2 }
      return makePart(new AttentionBlock({ name: block, seed, ...options }), channels)
    }),
    makePart(new LayerNorm({ name: norm, seed, epsilon: blockEpsilon }), channels),
  ]
  const widths = [dims[3], dims[3], dims[2], dims[1], dims[0], ...tail]
  return {
    stages: dims.map((channels, level) => ({
      embedding:
        level === 0
          ? embedding('Tenc.patch_embed1', 3, channels, 7, 4)
          : embedding(`Tenc.patch_embed${level + 1}`, dims[level - 1], channels),
      blocks: encoderBlocks(`Tenc.block${level + 1}`, `Tenc.norm${level + 1}`, blocks[level], channels, level),
    })),
    smaller: [0, 1, 2].map(level => ({
      embedding: embedding(`Tenc.mini_patch_embed${level + 1}`, dims[level], dims[level + 1]),
      blocks: encoderBlocks(
        ...([
          `Tenc.patch_block${level + 1}`,
          `Tenc.pnorm${level + 1}`,
          1,
          dims[level + 1],
          Math.min(level, 1),
        ] as const),
      ),
    })),
    decoder: [
      embedding('Tdec.patch_embed1', dims[3], dims[3]),
      ...makeStage('Tdec.block1', decoderBlocks, name => {
        const options = { heads: decoderHeads, reduction: 1, queries, expansion: 4 }
        return makePart(new AttentionBlock({ name, seed, ...options }), dims[3])
      }),
      makePart(new LayerNorm({ name: 'Tdec.norm1', seed, epsilon: blockEpsilon }), dims[3]),
    ],
    ups: ['32', '16', '8', '4', '2', '1'].map((scale, index) => {
      const name = `convtail.convd${scale}x`
      const layer = new TransposedConvolution({ name, filters: widths[index + 1], seed })
      return makePart(layer, widths[index], `${name}.conv2d`)
    }),
    residuals: [4, 3, 2, 1].map((index, step) =>
      makePart(new ResidualConvolutions({ name: `convtail.dense_${index}.0`, seed }), widths[step + 2]),
    ),
    clean: makePart(new BiasedConvolution({ name: 'clean', filters: 3, seed }), tail[1], 'clean.conv2d'),
  }
}

/** Lists the weights without allocating them. */
export function transWeatherSpecs(config: TransWeatherConfig): NamedSpec[] {
  const { stages, smaller, decoder, ups, residuals, clean } = transWeatherParts(config)
  const encoder = [...stages, ...smaller].flatMap(({ embedding, blocks }) => [embedding, ...blocks])
  return partSpecs([...encoder, ...decoder, ...ups, ...residuals, clean])
}

/** Unused weights of the published network. */
export const unusedByTransWeather: readonly string[] = [
  ...['proj', 'norm'].map(part => `Tenc.mini_patch_embed4.${part}`),
  'convtail.conv_output.conv2d',
].flatMap(name => [`${name}.weight`, `${name}.bias`])
