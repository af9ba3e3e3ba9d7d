import type { NamedShapes } from './layer-specs.js'
import { type FeedForwardWidth, simplestExpansion } from './simplest-expansion.js'

/** Names of Restormer's stages by level. */
export const encoderStages = ['encoder_level1', 'encoder_level2', 'encoder_level3', 'latent'] as const

/**
 * Derives the size of a Restormer from the shapes of its weights.
 *
 * @param attentions per level, the modules whose temperatures show the number of heads, in order of preference. A level
 * without any has one head per 48 channels, as in the paper
 */
export function guessBackbone(tensors: NamedShapes, attentions: readonly (readonly string[])[]) {
  return {
    dim: tensors.get('patch_embed.proj.weight')?.shape[0],
    stem: tensors.get('patch_embed.proj.weight')?.shape[1] === 12 ? 'unshuffle' : 'convolution',
    blocks: encoderStages.map(stage => countBlocks(tensors, stage)),
    refinement: countBlocks(tensors, 'refinement'),
    heads: attentions.map((places, level) => countHeads(tensors, places) ?? 2 ** level),
    norm: [...tensors.keys()].some(name => name.endsWith('.body.bias')) ? 'with-bias' : 'bias-free',
    expansion: simplestExpansion(feedForwardWidths(tensors)),
  } as const
}

function countBlocks(tensors: NamedShapes, stage: string): number {
  let count = 0
  while (tensors.has(`${stage}.${count}.norm1.body.weight`)) count++
  return count
}

function countHeads(tensors: NamedShapes, places: readonly string[]): number | undefined {
  return places.map(place => tensors.get(`${place}.temperature`)).find(Boolean)?.shape[0]
}

function feedForwardWidths(tensors: NamedShapes): FeedForwardWidth[] {
  return [...tensors].flatMap(([name, { shape }]) =>
    name.endsWith('ffn.project_out.weight') ? [{ channels: shape[0], hidden: shape[1] }] : [],
  )
}
