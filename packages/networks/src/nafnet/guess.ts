import { guessPerturbations } from '../shared/bridge.js'
import { countWhile } from '../shared/count-while.js'
import type { NamedShapes } from '../shared/layer-specs.js'
import { simplestExpansion } from '../shared/simplest-expansion.js'
import { type NafnetNetworkConfig, parseNafnet } from './network-config.js'

/** Derives the configuration of a NAFNet from the shapes of its weights. @throws UsageError if they fit no network */
export function guessNafnet(tensors: NamedShapes): NafnetNetworkConfig {
  const levels = countWhile(level => tensors.has(`downs.${level}.weight`))
  const blocks = (stage: string) => countWhile(index => tensors.has(`${stage}.${index}.conv1.weight`))
  const perLevel = (stage: string) => Array.from({ length: levels }, (_, level) => blocks(`${stage}.${level}`))
  return parseNafnet({
    width: tensors.get('intro.weight')?.shape[0],
    encoder: perLevel('encoders'),
    middle: blocks('middle_blks'),
    decoder: perLevel('decoders'),
    stem: tensors.get('intro.weight')?.shape[1] === 12 ? 'unshuffle' : 'convolution',
    ...guessBridge(tensors, levels),
  })
}

/** Derives the keys of the DGPBs from the shapes, which do not show `gamma` and `maskMode`. */
function guessBridge(tensors: NamedShapes, levels: number): object {
  const feedForward = tensors.get('bridges.0.ffn.project_out.weight')
  if (feedForward === undefined) return {}
  const perturbations = guessPerturbations(tensors, 'bridges.0')
  const attention = perturbations.attentionPerturbation ? 'select_attn' : 'channel_attn'
  const headsOf = (level: number) => tensors.get(`bridges.${level}.${attention}.temperature`)?.shape[0]
  return {
    bridge: 'dgpb',
    ...perturbations,
    heads: Array.from({ length: levels + 1 }, (_, level) => headsOf(level) ?? 2 ** level),
    expansion: simplestExpansion(
      Array.from({ length: levels + 1 }, (_, level) => {
        const [channels, hidden] = tensors.get(`bridges.${level}.ffn.project_out.weight`)?.shape ?? []
        return { channels, hidden }
      }),
    ),
  }
}
