import { z } from 'zod'
import { zeros } from '../shared/bridge-start.js'
import { checkKeys, normKey, perLevel, whole } from '../shared/check-keys.js'
import { encoderStages, guessBackbone } from '../shared/guess-backbone.js'
import type { NamedShapes } from '../shared/layer-specs.js'
import type { NetworkKind } from '../shared/network-kind.js'
import { type PromptIrConfig, promptIrConfig } from './config.js'
import { promptIrSpecs, unusedByPromptIr } from './parts.js'
import { promptIr } from './promptir.js'

/** The configuration of a PromptIR. */
export interface PromptIrNetworkConfig extends PromptIrConfig {
  readonly architecture: 'promptir'
}

const perPrompt = z.tuple([whole(1), whole(1), whole(1)])

const schema = z.strictObject({
  dim: whole(2),
  blocks: perLevel(0),
  refinement: whole(0),
  heads: perLevel(1),
  expansion: z.number().positive(),
  promptLength: whole(1),
  promptChannels: perPrompt,
  promptSizes: perPrompt,
  norm: normKey,
})

/** PromptIR (Potlapalli et al., NeurIPS 2023), which generates its own prompts. */
export const promptIrNetwork: NetworkKind<PromptIrNetworkConfig> = {
  name: 'promptir',
  parse: json => complete(checkKeys(schema.partial(), json)),
  traits: ({ dim, blocks, refinement }) => ({
    name: 'promptir',
    promptSize: 0,
    usesPrompts: false,
    multipleOf: 8,
    width: dim,
    blocks: blocks.reduce((sum, count) => sum + count, refinement),
    firstLevel: /^(patch_embed|encoder_level1)\b/,
  }),
  specs: promptIrSpecs,
  connect: (config, [image], options) => promptIr({ ...config, ...options }).apply(image),
  identityStart: ({ dim }) => zeros({ 'output/kernel': [3, 3, 2 * dim, 3] }),
  recognition: {
    landmarks: ['patch_embed.proj.weight', 'encoder_level1.0.attn.temperature', 'prompt1.prompt_param'],
    unused: unusedByPromptIr,
    guess: guessPromptIr,
  },
}

function complete(config: Partial<PromptIrConfig>): PromptIrNetworkConfig {
  const full = { architecture: 'promptir', ...promptIrConfig(config) } as const
  promptIrSpecs(full) // throws if heads do not divide the channels
  return full
}

function guessPromptIr(tensors: NamedShapes): PromptIrNetworkConfig {
  const prompts = [1, 2, 3].map(index => tensors.get(`prompt${index}.prompt_param`)?.shape ?? []) // [1, L, C, S, S]
  const [[, promptLength]] = prompts
  const attentions = encoderStages.map(stage => [`${stage}.0.attn`])
  return complete({
    ...guessBackbone(tensors, attentions),
    promptLength,
    promptChannels: prompts.map(([, , channels]) => channels),
    promptSizes: prompts.map(([, , , size]) => size),
  })
}
