import type { Precision } from '@dfpir/engines'
import { type Graph, splitGraph } from '@dfpir/graph'
import { type NetworkConfig, networkTraits } from '@dfpir/model'
import { partPrecisions } from './compile-parts.js'

/**
 * A network's graph in parts that run one after the other. Under bf16 what leads the picture itself to the first skip,
 * perturbed, stays in f32: the rounding of these layers is most of what bf16 costs, and their share of the time is small
 * (docs/decisions/017-bf16-leaves-the-first-level-alone.md). Which layers these are, the kind of network says.
 */
export function networkParts(graph: Graph, config: NetworkConfig, precision?: Precision): readonly Graph[] {
  if (partPrecisions(precision).length === 1) return [graph]
  const { firstLevel } = networkTraits(config)
  const { first, second } = splitGraph(graph, ({ scope }) => firstLevel.test(scope))
  return [first, second]
}
