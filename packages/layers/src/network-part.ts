import type * as tfl from '@tensorflow/tfjs-layers'
import type { WeightedLayer } from './weighted-layer.js'

/** A layer of a network with what is needed to list its weights before they are made. */
export interface NetworkPart {
  readonly layer: WeightedLayer
  /** Channels of its input. */
  readonly channels: number
  /** What its weights' names begin with in the published state dicts. */
  readonly torch: string
}

/** A layer as a part; published under the layer's own name where no other is given. */
export function makePart(layer: WeightedLayer, channels: number, torch = layer.name): NetworkPart {
  return { layer, channels, torch }
}

/** `count` parts in a row, named `name.0`, `name.1`, …. */
export function makeStage(name: string, count: number, make: (name: string) => NetworkPart): NetworkPart[] {
  return Array.from({ length: count }, (_, index) => make(`${name}.${index}`))
}

/** The features after one part after the other. */
export function runParts(parts: readonly NetworkPart[], features: tfl.SymbolicTensor): tfl.SymbolicTensor {
  return parts.reduce((value, { layer }) => connect(layer, value), features)
}

/** `layer.apply` on symbolic tensors, for layers with one output. */
export function connect(
  layer: tfl.layers.Layer,
  inputs: tfl.SymbolicTensor | tfl.SymbolicTensor[],
): tfl.SymbolicTensor {
  return layer.apply(inputs) as tfl.SymbolicTensor
}
