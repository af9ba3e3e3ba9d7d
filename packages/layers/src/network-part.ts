import type * as tfl from '@tensorflow/tfjs-layers'
import type { WeightedLayer } from './weighted-layer.js'

/** A layer of a network, with the facts needed to list its weights before they exist. */
export interface NetworkPart {
  readonly layer: WeightedLayer
  /** Number of channels of its input. */
  readonly channels: number
  /** Prefix of its weights' names in the published state dicts. */
  readonly torch: string
}

/** Makes a part from a layer. Its published name defaults to the layer's name. */
export function makePart(layer: WeightedLayer, channels: number, torch = layer.name): NetworkPart {
  return { layer, channels, torch }
}

/** Makes a sequence of `count` parts named `name.0`, `name.1`, …. */
export function makeStage(
  name: string,
  count: number,
  make: (name: string, index: number) => NetworkPart,
): NetworkPart[] {
  return Array.from({ length: count }, (_, index) => make(`${name}.${index}`, index))
}

/** Applies the parts to the features in sequence. */
export function runParts(parts: readonly NetworkPart[], features: tfl.SymbolicTensor): tfl.SymbolicTensor {
  return parts.reduce((value, { layer }) => connect(layer, value), features)
}

/** Calls `layer.apply` on symbolic tensors, for layers with one output. */
export function connect(
  layer: tfl.layers.Layer,
  inputs: tfl.SymbolicTensor | tfl.SymbolicTensor[],
): tfl.SymbolicTensor {
  return layer.apply(inputs) as tfl.SymbolicTensor
}
