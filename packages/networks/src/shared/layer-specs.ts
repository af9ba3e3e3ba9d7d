import { KeyMap } from '@dfpir/checkpoints'
import type { NetworkPart, WeightedLayer, WeightSpec } from '@dfpir/layers'
import type * as tfl from '@tensorflow/tfjs-layers'

/** One weight of a network under its names here and in the published state dicts. */
export interface NamedSpec {
  /** `encoder_level1.0/attn/qkv/kernel` */
  readonly layer: string
  /** `encoder_level1.0.attn.qkv.weight` */
  readonly torch: string
  readonly spec: WeightSpec
}

/** The shapes of tensors by their names. */
export type NamedShapes = ReadonlyMap<string, { readonly shape: readonly number[] }>

/** A layer whose weights are to be listed. */
export interface LayerPlace {
  readonly layer: WeightedLayer
  /** The shapes of its inputs; only channels need be known. */
  readonly inputShapes: readonly tfl.Shape[]
  /**
   * Prefix of its weights' published names.
   *
   * @default the layer's own name
   */
  readonly torch?: string
}

/** The weights that a layer will make. */
export function layerSpecs({ layer, inputShapes, torch = layer.name }: LayerPlace): NamedSpec[] {
  return layer.weightSpecs(inputShapes).map(spec => ({
    layer: `${layer.name}/${spec.name}`,
    torch: `${torch}.${spec.torch}`,
    spec,
  }))
}

/** The weights of the parts of a backbone. */
export function partSpecs(parts: readonly NetworkPart[]): NamedSpec[] {
  return parts.flatMap(({ layer, channels, torch }) =>
    layerSpecs({ layer, inputShapes: [[null, null, null, channels]], torch }),
  )
}

/** The published PyTorch names (`encoder_level1.0.attn.qkv.weight`) of weights as the layers call them. */
export function keyMapOf(specs: readonly NamedSpec[]): KeyMap {
  return new KeyMap(specs.map(({ layer, torch, spec }) => ({ layer, torch, kind: spec.layout, shape: spec.shape })))
}
