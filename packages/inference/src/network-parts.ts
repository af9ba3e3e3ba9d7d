import type { Precision } from '@dfpir/engines'
import { type Graph, type GraphNode, splitGraph } from '@dfpir/graph'
import { partPrecisions } from './compile-parts.js'

/**
 * A network's graph in parts that run one after the other. Under bf16 what leads the picture itself to the first skip,
 * perturbed, stays in f32: the rounding of these layers is most of what bf16 costs, and their share of the time is small
 * (docs/decisions/017-bf16-leaves-the-first-level-alone.md).
 */
export function networkParts(graph: Graph, precision?: Precision): readonly Graph[] {
  if (partPrecisions(precision).length === 1) return [graph]
  const { first, second } = splitGraph(graph, isOnFirstLevel)
  return [first, second]
}

const firstLevel = /^(patch_embed|encoder_level1|encoder_shuffle_channel1)\b/

function isOnFirstLevel({ scope }: GraphNode): boolean {
  return firstLevel.test(scope)
}
