import type { KeyMap } from '@dfpir/checkpoints'
import { LayerNorm, makePart, makeStage, type NetworkPart, SwinBlock } from '@dfpir/layers'
import { BiasedConvolution } from '../nafnet/biased-convolution.js'
import { keyMapOf, type NamedSpec, partSpecs } from '../shared/layer-specs.js'
import type { SwinIrConfig } from './config.js'
import { ScaledPicture } from './scaled-picture.js'

/** SwinIR's layers, not yet connected. */
export interface SwinIrParts {
  /** From the picture to the first features. */
  readonly shallow: readonly NetworkPart[]
  readonly patchNorm: NetworkPart
  /** Each a sequence of blocks and a convolution, to which the group's input is added. */
  readonly groups: readonly (readonly NetworkPart[])[]
  /** After the groups, before the first features are added. */
  readonly body: readonly NetworkPart[]
  /** From the last features to the residual. */
  readonly ending: readonly NetworkPart[]
}

/** The mean colour of DIV2K, which the published network subtracts. */
const meanColour = [0.4488, 0.4371, 0.404]

/** Makes the layers, named as in the published network. No weights are allocated. */
export function swinIrParts({ dim, blocks, heads, window, expansion, range }: SwinIrConfig, seed = 0): SwinIrParts {
  const convolution = (name: string, channels: number, filters: number) =>
    makePart(new BiasedConvolution({ name, filters, seed }), channels)
  const norm = (name: string) => makePart(new LayerNorm({ name, seed }), dim)
  const shiftOf = (index: number) => (index % 2 === 0 ? 0 : Math.floor(window / 2))
  const scaled = (name: string, factor: number, mean?: readonly number[]) =>
    makePart(new ScaledPicture({ name, factor, mean }), 3)
  return {
    shallow: [scaled('scaled', range, meanColour), convolution('conv_first', 3, dim)],
    patchNorm: norm('patch_embed.norm'),
    groups: blocks.map((count, group) => {
      const block = (name: string, index: number) =>
        makePart(new SwinBlock({ name, seed, window, heads: heads[group], shift: shiftOf(index), expansion }), dim)
      return [
        ...makeStage(`layers.${group}.residual_group.blocks`, count, block),
        convolution(`layers.${group}.conv`, dim, dim),
      ]
    }),
    body: [norm('norm'), convolution('conv_after_body', dim, dim)],
    ending: [convolution('conv_last', dim, 3), ...(range === 1 ? [] : [scaled('unscaled', 1 / range)])],
  }
}

/** Lists the weights without allocating them. */
export function swinIrSpecs(config: SwinIrConfig): NamedSpec[] {
  const { shallow, patchNorm, groups, body, ending } = swinIrParts(config)
  return partSpecs([...shallow, patchNorm, ...groups.flat(), ...body, ...ending])
}

/** Maps the layers' weights (`conv_first/kernel`) to the published PyTorch names (`conv_first.weight`). */
export function swinIrKeyMap(config: SwinIrConfig): KeyMap {
  return keyMapOf(swinIrSpecs(config))
}

/** The published network's tables, which follow from its configuration. */
export const unusedBySwinIr = /\.(attn_mask|attn\.relative_position_index)$/
