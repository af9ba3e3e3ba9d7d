import { connect, runParts } from '@dfpir/layers'
import * as tfl from '@tensorflow/tfjs-layers'
import { type PromptIrConfig, promptIrConfig } from './config.js'
import { type PromptInteraction, type PromptIrParts, promptIrParts } from './parts.js'

export interface PromptIrOptions extends Partial<PromptIrConfig> {
  /**
   * Transforms features [B, H / 2^level, W / 2^level, dim · 2^level]. Called on each skip (levels 0, 1 and 2) and on the
   * latent (3), before its prompt.
   *
   * @default the identity
   */
  bridge?: (features: tfl.SymbolicTensor, level: number) => tfl.SymbolicTensor
  /**
   * Whether to omit the final addition of the picture, so that the network returns the residual.
   *
   * @default false
   */
  residual?: boolean
  /**
   * Seed of the initial weights.
   *
   * @default 0
   */
  seed?: number
}

/**
 * PromptIR (Potlapalli et al., NeurIPS 2023) as a function of symbolic tensors: a Restormer whose decoder receives a
 * prompt at every level, combined from learned components according to the features.
 *
 * `apply` takes a picture [B, H, W, 3] and returns one of the same shape. Height and width must be multiples of 8, or null.
 * Layers are named as in the published network, so a model can contain only one PromptIR.
 *
 * @throws UsageError if the configuration is invalid
 */
export function promptIr(options: PromptIrOptions = {}): { apply(picture: tfl.SymbolicTensor): tfl.SymbolicTensor } {
  const { bridge = features => features, residual = false, seed } = options
  const parts = promptIrParts(promptIrConfig(options), seed)
  return {
    apply(picture) {
      const output = runParts(parts.tail, expand(parts, contract(parts, picture).map(bridge)))
      return residual ? output : connect(tfl.layers.add({ name: 'restored' }), [output, picture])
    },
  }
}

/** The encoder: features of every level before its bridge. */
function contract({ patchEmbed, encoder, down }: PromptIrParts, picture: tfl.SymbolicTensor): tfl.SymbolicTensor[] {
  const levels = [runParts([patchEmbed, ...encoder[0]], picture)]
  for (const [level, part] of down.entries()) levels.push(runParts([part, ...encoder[level + 1]], levels[level]))
  return levels
}

/** The decoder, from the latent up. */
function expand({ up, interactions, decoder }: PromptIrParts, levels: readonly tfl.SymbolicTensor[]) {
  return [2, 1, 0].reduce((features, level) => {
    const above = runParts([up[level]], interact(interactions[level], features))
    return runParts(decoder[level], concatenate(`skip_level${level + 1}`, [above, levels[level]]))
  }, levels[3])
}

/** Combines the features with their prompt. */
function interact({ generation, fusion }: PromptInteraction, features: tfl.SymbolicTensor): tfl.SymbolicTensor {
  const prompt = runParts([generation], features)
  return runParts(fusion, concatenate(`${generation.layer.name}_joined`, [features, prompt]))
}

function concatenate(name: string, features: tfl.SymbolicTensor[]): tfl.SymbolicTensor {
  return connect(tfl.layers.concatenate({ axis: 3, name }), features)
}
