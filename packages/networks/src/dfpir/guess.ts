import { type DfpirConfig, parseConfig } from './config.js'
import { encoderStages, guessBackbone } from './guess-backbone.js'
import type { NamedShapes } from './network-kind.js'
import { bridgeNames } from './parts.js'

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
    ...guessBackbone(tensors, encoderStages.map(attentionsOf)),
    channelPerturbation: guided ? 'shuffle' : ordinary ? 'attention' : 'none',
    attentionPerturbation: tensors.has(`${bridge}.select_attn.temperature`),
    promptSize: guided?.shape[1],
  })
}

function attentionsOf(stage: string, level: number): string[] {
  return [`${stage}.0.attn`, `${bridgeNames[level]}.select_attn`, `${bridgeNames[level]}.channel_attn`]
}
