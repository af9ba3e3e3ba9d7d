import { guessPerturbations } from '../shared/bridge.js'
import { encoderStages, guessBackbone } from '../shared/guess-backbone.js'
import type { NamedShapes } from '../shared/layer-specs.js'
import { type DfpirConfig, parseConfig } from './config.js'
import { bridgeNames } from './parts.js'

/**
 * The configuration that the shapes of a Restormer's or a DFPIR's weights speak of. What shapes do not show (`gamma`,
 * `maskMode`, and what belongs to parts that are not there) has the paper's value.
 *
 * @throws UsageError when they are those of no network
 */
export function guessConfig(tensors: NamedShapes): DfpirConfig {
  return parseConfig({
    ...guessBackbone(tensors, encoderStages.map(attentionsOf)),
    ...guessPerturbations(tensors, bridgeNames[0]),
  })
}

function attentionsOf(stage: string, level: number): string[] {
  return [`${stage}.0.attn`, `${bridgeNames[level]}.select_attn`, `${bridgeNames[level]}.channel_attn`]
}
