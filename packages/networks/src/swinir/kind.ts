import { z } from 'zod'
import { zeros } from '../shared/bridge-start.js'
import { checkKeys, whole } from '../shared/check-keys.js'
import { countWhile } from '../shared/count-while.js'
import type { NamedShapes } from '../shared/layer-specs.js'
import type { NetworkKind } from '../shared/network-kind.js'
import { simplestExpansion } from '../shared/simplest-expansion.js'
import { type SwinIrConfig, swinIrConfig } from './config.js'
import { swinIrSpecs, unusedBySwinIr } from './parts.js'
import { swinIr } from './swinir.js'

/** The configuration of a SwinIR. */
export interface SwinIrNetworkConfig extends SwinIrConfig {
  readonly architecture: 'swinir'
}

const schema = z.strictObject({
  dim: whole(1),
  blocks: z.array(whole(0)),
  heads: z.array(whole(1)),
  window: whole(2),
  expansion: z.number().positive(),
  range: z.number().positive(),
})

/** SwinIR (Liang et al., ICCVW 2021) for denoising, with attention in shifted windows. */
export const swinIrNetwork: NetworkKind<SwinIrNetworkConfig> = {
  name: 'swinir',
  parse: json => complete(checkKeys(schema.partial(), json)),
  traits: ({ dim, blocks, heads, window }) => ({
    name: 'swinir',
    promptSize: 0,
    usesPrompts: false,
    multipleOf: window,
    width: Math.ceil(0.4 * dim + 0.11 * Math.max(...heads) * window ** 2), // measured: docs/networks/swinir.md
    blocks: blocks.reduce((sum, count) => sum + count, 0),
    firstLevel: /^(scaled|conv_first|patch_embed|layers\.0)\b/,
  }),
  specs: swinIrSpecs,
  connect: (config, [image], options) => swinIr({ ...config, ...options }).apply(image),
  identityStart: ({ dim }) => zeros({ 'conv_last/kernel': [3, 3, dim, 3], 'conv_last/bias': [3] }),
  blockWeights: {
    all: /^layers\.\d+\.residual_group\.blocks\.\d+\./,
    passing: /\.(attn\.proj|mlp\.fc2)\.(weight|bias)$/,
  },
  recognition: {
    landmarks: ['conv_first.weight', `${blockName(0)}.attn.relative_position_bias_table`, 'conv_last.weight'],
    unused: unusedBySwinIr,
    guess: guessSwinIr,
    assumed: () => ['range'],
  },
}

function complete(config: Partial<SwinIrConfig>): SwinIrNetworkConfig {
  const full = { architecture: 'swinir', ...swinIrConfig(config) } as const
  swinIrSpecs(full) // throws if heads do not divide the channels
  return full
}

/** Derives the configuration. The published networks with windows of 7, for JPEG, have a range of 255. */
function guessSwinIr(tensors: NamedShapes): SwinIrNetworkConfig {
  const groups = countWhile(group => tensors.has(`${blockName(group)}.norm1.weight`))
  const perGroup = <T>(value: (group: number) => T) => Array.from({ length: groups }, (_, group) => value(group))
  const tableOf = (group: number) => tensors.get(`${blockName(group)}.attn.relative_position_bias_table`)?.shape ?? []
  const [hidden, channels] = tensors.get(`${blockName(0)}.mlp.fc1.weight`)?.shape ?? []
  const window = (Math.sqrt(tableOf(0)[0]) + 1) / 2
  return complete({
    dim: tensors.get('conv_first.weight')?.shape[0],
    blocks: perGroup(group => countWhile(block => tensors.has(`${blockName(group, block)}.norm1.weight`))),
    heads: perGroup(group => tableOf(group)[1]),
    window,
    expansion: simplestExpansion([{ channels, hidden }]),
    range: window === 7 ? 255 : 1,
  })
}

function blockName(group: number, block = 0): string {
  return `layers.${group}.residual_group.blocks.${block}`
}
