import type { KeyMap } from '@dfpir/checkpoints'
import { Convolution, makePart, makeStage, type NetworkPart } from '@dfpir/layers'
import { keyMapOf, type NamedSpec, partSpecs } from '../shared/layer-specs.js'
import { ChannelAttentionBlock } from './channel-attention-block.js'
import type { MprnetConfig } from './config.js'
import { Resample } from './resample.js'
import { SharedSlope } from './shared-slope.js'
import { SupervisedAttention } from './supervised-attention.js'

/** An encoder of three levels, from full size down. */
export interface EncoderParts {
  readonly levels: readonly (readonly NetworkPart[])[]
  readonly downs: readonly NetworkPart[]
  /** Per level, what is added from the previous stage's encoder and decoder. The first stage has none. */
  readonly fusions: readonly (readonly [encoder: NetworkPart, decoder: NetworkPart])[]
}

/** A decoder of three levels, from full size down. */
export interface DecoderParts {
  readonly levels: readonly (readonly NetworkPart[])[]
  /** Index 0 leads to full size. */
  readonly ups: readonly NetworkPart[]
  readonly skips: readonly NetworkPart[]
}

/** A supervised attention module: the convolution that restores an image, and the attention that this image controls. */
export interface SupervisionParts {
  readonly image: NetworkPart
  readonly attention: NetworkPart
}

/** A level of the last stage: a group of blocks, then what is added from the second stage's encoder and decoder. */
export interface OriginalResolutionParts {
  readonly group: readonly NetworkPart[]
  readonly encoder: readonly NetworkPart[]
  readonly decoder: readonly NetworkPart[]
}

/** MPRNet's layers, not yet connected. */
export interface MprnetParts {
  /** The slope of every PReLU. */
  readonly slope: NetworkPart
  /** Per stage, the first features. */
  readonly shallow: readonly (readonly NetworkPart[])[]
  readonly encoders: readonly EncoderParts[]
  readonly decoders: readonly DecoderParts[]
  readonly supervisions: readonly SupervisionParts[]
  /** Merges the first features with those of the previous stage, in the second and the third stage. */
  readonly merges: readonly NetworkPart[]
  readonly last: readonly OriginalResolutionParts[]
  readonly tail: NetworkPart
}

/** Makes the layers, named as in the published network. No weights are allocated. */
export function mprnetParts(
  { width, widthStep, lastWidthStep, blocks, reduction }: MprnetConfig,
  seed = 0,
): MprnetParts {
  const widths = [0, 1, 2].map(level => width + level * widthStep)
  const lastWidth = width + lastWidthStep
  const block = (name: string, channels: number) =>
    makePart(new ChannelAttentionBlock({ name, seed, reduction }), channels)
  const convolution = (name: string, channels: number, filters: number, size: number) =>
    makePart(new Convolution({ name, seed, filters, size }), channels)
  const resample = (name: string, direction: 'down' | 'up', from: number, to: number) =>
    makePart(new Resample({ name, seed, direction, filters: widths[to] }), widths[from], `${name}.${direction}`)
  const levelsOf = (name: string) =>
    widths.map((channels, level) => makeStage(`${name}_level${level + 1}`, 2, each => block(each, channels)))
  const encoder = (stage: string): EncoderParts => ({
    levels: levelsOf(`${stage}.encoder`),
    downs: [resample(`${stage}.down12`, 'down', 0, 1), resample(`${stage}.down23`, 'down', 1, 2)],
    fusions: widths.map((channels, level) => [
      convolution(`${stage}.csff_enc${level + 1}`, channels, channels, 1),
      convolution(`${stage}.csff_dec${level + 1}`, channels, channels, 1),
    ]),
  })
  const decoder = (stage: string): DecoderParts => ({
    levels: levelsOf(`${stage}.decoder`),
    ups: [resample(`${stage}.up21`, 'up', 1, 0), resample(`${stage}.up32`, 'up', 2, 1)],
    skips: [block(`${stage}.skip_attn1`, widths[0]), block(`${stage}.skip_attn2`, widths[1])],
  })
  const supervision = (name: string): SupervisionParts => ({
    image: convolution(`${name}.conv2`, width, 3, 1),
    attention: makePart(new SupervisedAttention({ name, seed }), width),
  })
  const orsnet = 'stage3_orsnet'
  const toFullSize = (name: string, level: number): NetworkPart[] => [
    ...(level === 1 ? [resample(`${orsnet}.up_${name}1`, 'up', 1, 0)] : []),
    ...(level === 2
      ? [resample(`${orsnet}.up_${name}2.0`, 'up', 2, 1), resample(`${orsnet}.up_${name}2.1`, 'up', 1, 0)]
      : []),
    convolution(`${orsnet}.conv_${name}${level + 1}`, width, lastWidth, 1),
  ]
  return {
    slope: makePart(new SharedSlope({ name: 'slope', seed }), 3, 'shallow_feat1.1.body.1'),
    shallow: [1, 2, 3].map(stage => [
      convolution(`shallow_feat${stage}.0`, 3, width, 3),
      block(`shallow_feat${stage}.1`, width),
    ]),
    encoders: [{ ...encoder('stage1_encoder'), fusions: [] }, encoder('stage2_encoder')],
    decoders: [decoder('stage1_decoder'), decoder('stage2_decoder')],
    supervisions: [supervision('sam12'), supervision('sam23')],
    merges: [convolution('concat12', 2 * width, width, 3), convolution('concat23', 2 * width, lastWidth, 3)],
    last: [0, 1, 2].map(level => {
      const name = `${orsnet}.orb${level + 1}.body`
      const group = makeStage(name, blocks, each => block(each, lastWidth))
      return {
        group: [...group, convolution(`${name}.${blocks}`, lastWidth, lastWidth, 3)],
        encoder: toFullSize('enc', level),
        decoder: toFullSize('dec', level),
      }
    }),
    tail: convolution('tail', lastWidth, 3, 3),
  }
}

/** All parts. */
function listMprnetParts(parts: MprnetParts): NetworkPart[] {
  const { slope, shallow, encoders, decoders, supervisions, merges, last, tail } = parts
  return [
    slope,
    ...shallow.flat(),
    ...encoders.flatMap(({ levels, downs, fusions }) => [...levels.flat(), ...downs, ...fusions.flat()]),
    ...decoders.flatMap(({ levels, ups, skips }) => [...levels.flat(), ...ups, ...skips]),
    ...supervisions.flatMap(({ image, attention }) => [image, attention]),
    ...merges,
    ...last.flatMap(({ group, encoder, decoder }) => [...group, ...encoder, ...decoder]),
    tail,
  ]
}

/** Lists the weights without allocating them. */
export function mprnetSpecs(config: MprnetConfig): NamedSpec[] {
  return partSpecs(listMprnetParts(mprnetParts(config)))
}

/** Maps the layers' weights (`sam12/conv1/kernel`) to the published PyTorch names (`sam12.conv1.weight`). */
export function mprnetKeyMap(config: MprnetConfig): KeyMap {
  return keyMapOf(mprnetSpecs(config))
}

/** Returns the further names of the slope, one for each block after the first, and the name in {@link mprnetSpecs}. */
export function mprnetSharedNames(config: MprnetConfig): Map<string, string> {
  const parts = mprnetParts(config)
  const blocks = listMprnetParts(parts).filter(({ layer }) => layer instanceof ChannelAttentionBlock)
  return slopeNames(parts.slope, blocks)
}

/** Returns the names of the slopes of these blocks except for the first, each with the name of the slope that they share. */
export function slopeNames(slope: NetworkPart, blocks: readonly NetworkPart[]): Map<string, string> {
  const names = blocks.map(({ torch }) => `${torch}.body.1.weight`)
  const first = `${slope.torch}.weight`
  return new Map(names.filter(name => name !== first).map(name => [name, first]))
}
