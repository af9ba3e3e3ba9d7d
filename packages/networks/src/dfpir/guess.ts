import { guessPerturbations } from '../shared/bridge.js'
import { encoderStages, guessBackbone } from '../shared/guess-backbone.js'
import type { NamedShapes } from '../shared/layer-specs.js'
import { type DfpirConfig, parseConfig } from './config.js'
import { bridgeNames } from './parts.js'

/**
 * Derives the configuration of a Restormer or a DFPIR from the shapes of its weights. Keys that shapes do not show
 * (`gamma`, `maskMode`, and those of missing parts) get the paper's values.
 *
 * @throws UsageError if the shapes fit no network
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
