import { KeyMap } from '@dfpir/checkpoints'
import type { NetworkPart, WeightedLayer, WeightSpec } from '@dfpir/layers'
import type * as tfl from '@tensorflow/tfjs-layers'

/** A weight of a network with its names in dfpir and in the published state dicts. */
export interface NamedSpec {
  /** Name in dfpir, such as `encoder_level1.0/attn/qkv/kernel`. */
  readonly layer: string
  /** Published name, such as `encoder_level1.0.attn.qkv.weight`. */
  readonly torch: string
  readonly spec: WeightSpec
}

/** Shapes of tensors by name. */
export type NamedShapes = ReadonlyMap<string, { readonly shape: readonly number[] }>

/** A layer whose weights are listed. */
export interface LayerPlace {
  readonly layer: WeightedLayer
  /** Shapes of its inputs. Only the channels must be known. */
  readonly inputShapes: readonly tfl.Shape[]
  /**
   * Prefix of its weights' published names.
   *
   * @default the layer's own name
   */
  readonly torch?: string
}

/** Lists the weights that a layer will create. */
export function layerSpecs({ layer, inputShapes, torch = layer.name }: LayerPlace): NamedSpec[] {
  return layer.weightSpecs(inputShapes).map(spec => ({
    layer: `${layer.name}/${spec.name}`,
    torch: spec.torch === '' ? torch : `${torch}.${spec.torch}`,
    spec,
  }))
}

/** Lists the weights of the parts of a backbone. */
export function partSpecs(parts: readonly NetworkPart[]): NamedSpec[] {
  return parts.flatMap(({ layer, channels, torch }) =>
    layerSpecs({ layer, inputShapes: [[null, null, null, channels]], torch }),
  )
}

/** Maps the layers' names of weights to the published PyTorch names (`encoder_level1.0.attn.qkv.weight`). */
export function keyMapOf(specs: readonly NamedSpec[]): KeyMap {
  return new KeyMap(specs.map(({ layer, torch, spec }) => ({ layer, torch, kind: spec.layout, shape: spec.shape })))
}
