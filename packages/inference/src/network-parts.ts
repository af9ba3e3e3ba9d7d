import type { Precision } from '@dfpir/engines'
import { type Graph, splitGraph } from '@dfpir/graph'
import { type NetworkConfig, networkTraits } from '@dfpir/model'
import { partPrecisions } from './compile-parts.js'

/**
 * Splits a network's graph into parts that run one after the other. With bf16, the layers from the picture to the
 * perturbed first skip stay in f32: their rounding causes most of the loss, and they take little of the time
 * (docs/decisions/017-bf16-leaves-the-first-level-alone.md). The kind of network defines these layers.
 */
export function networkParts(graph: Graph, config: NetworkConfig, precision?: Precision): readonly Graph[] {
  if (partPrecisions(precision).length === 1) return [graph]
  const { firstLevel } = networkTraits(config)
  const { first, second } = splitGraph(graph, ({ scope }) => firstLevel.test(scope))
  return [first, second]
}
