import type { Level } from '@dfpir/restormer'
import { type DfpirConfig, parseConfig } from './config.js'
import { bridgeNames } from './parts.js'
import { type FeedForwardWidth, simplestExpansion } from './simplest-expansion.js'

/** The shapes of tensors by their names. */
export type NamedShapes = ReadonlyMap<string, { readonly shape: readonly number[] }>

const encoders = ['encoder_level1', 'encoder_level2', 'encoder_level3', 'latent'] as const
const levels: readonly Level[] = [0, 1, 2, 3]

/**
 * The configuration that the shapes of a Restormer's or a DFPIR's weights speak of. What shapes do not show (`gamma`,
 * `maskMode`, and what belongs to parts that are not there) has the paper's value.
 *
 * @throws UsageError when they are those of no network
 */
export function guessConfig(tensors: NamedShapes): DfpirConfig {
  const bridge = bridgeNames[0]
  const guided = tensors.get(`${bridge}.linear_layer1.weight`)
  const ordinary = tensors.has(`${bridge}.channel_attn.qkv.weight`)
  return parseConfig({
    dim: tensors.get('patch_embed.proj.weight')?.shape[0],
    blocks: encoders.map(stage => countBlocks(tensors, stage)),
    refinement: countBlocks(tensors, 'refinement'),
    heads: levels.map(level => countHeads(tensors, level)),
    expansion: simplestExpansion(feedForwardWidths(tensors)),
    channelPerturbation: guided ? 'shuffle' : ordinary ? 'attention' : 'none',
    attentionPerturbation: tensors.has(`${bridge}.select_attn.temperature`),
    promptSize: guided?.shape[1],
  })
}

function countBlocks(tensors: NamedShapes, stage: string): number {
  let count = 0
  while (tensors.has(`${stage}.${count}.norm1.body.weight`)) count++
  return count
}

/** Heads show in the temperatures; a level without any block or bridge has one for every 48 channels of the paper's. */
function countHeads(tensors: NamedShapes, level: Level): number {
  const places = [
    `${encoders[level]}.0.attn`,
    `${bridgeNames[level]}.select_attn`,
    `${bridgeNames[level]}.channel_attn`,
  ]
  const found = places.map(place => tensors.get(`${place}.temperature`)).find(Boolean)
  return found?.shape[0] ?? 2 ** level
}

function feedForwardWidths(tensors: NamedShapes): FeedForwardWidth[] {
  return [...tensors].flatMap(([name, { shape }]) =>
    name.endsWith('ffn.project_out.weight') ? [{ channels: shape[0], hidden: shape[1] }] : [],
  )
}
