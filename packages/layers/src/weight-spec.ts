import { Random } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'

/** PyTorch's layout of the same weight: `conv` [O, I, kh, kw], `depthwise` [C, 1, kh, kw], `linear` [O, I], `plain`. */
export type WeightLayout = 'conv' | 'depthwise' | 'linear' | 'plain'

/** Initial values: uniform in [−bound, bound), or all equal. */
export type InitialValues = { readonly uniform: number } | { readonly constant: number }

/** Description of a weight of a layer, before it exists. */
export interface WeightSpec {
  /** Name within the layer, such as `attn/qkv/kernel`. */
  readonly name: string
  /** Name within the layer in PyTorch's implementations, such as `attn.qkv.weight`; empty if it is the layer's own name. */
  readonly torch: string
  readonly shape: readonly number[]
  readonly layout: WeightLayout
  readonly initial: InitialValues
  /** False for weights without a gradient. */
  readonly trainable?: boolean
}

/** A layer norm with scale and offset (`layerNorm`), or with a scale alone that keeps the mean (`biasFreeLayerNorm`). */
export type LayerNormKind = 'with-bias' | 'bias-free'

/** Prefixes of a group of weights: in dfpir (`attn/qkv`) and in PyTorch (`attn.qkv`). */
export interface WeightPlace {
  readonly name: string
  readonly torch: string
}

/** Returns the place `attn/qkv` ↔ `attn.qkv`, or with another name in PyTorch. */
export function place(name: string, torch = name.replaceAll('/', '.')): WeightPlace {
  return { name, torch }
}

/**
 * Describes a bias-free convolution's kernel [size, size, inputs, outputs], with PyTorch's initial values: Kaiming-uniform
 * with a = √5, that is, uniform within ±1/√(inputs · size²) (He et al., 2015).
 */
export function convSpec({ name, torch }: WeightPlace, size: number, inputs: number, outputs: number): WeightSpec {
  return {
    name: `${name}/kernel`,
    torch: `${torch}.weight`,
    shape: [size, size, inputs, outputs],
    layout: 'conv',
    initial: { uniform: 1 / Math.sqrt(inputs * size ** 2) },
  }
}

/** Describes a 3×3 depthwise kernel [3, 3, channels, 1], with initial values within ±1/3. */
export function depthwiseSpec({ name, torch }: WeightPlace, channels: number): WeightSpec {
  return {
    name: `${name}/kernel`,
    torch: `${torch}.weight`,
    shape: [3, 3, channels, 1],
    layout: 'depthwise',
    initial: { uniform: 1 / 3 },
  }
}

/** Describes a linear map's kernel [inputs, outputs] and bias [outputs], with initial values within ±1/√inputs. */
export function linearSpecs({ name, torch }: WeightPlace, inputs: number, outputs: number): WeightSpec[] {
  const initial = { uniform: 1 / Math.sqrt(inputs) }
  return [
    { name: `${name}/kernel`, torch: `${torch}.weight`, shape: [inputs, outputs], layout: 'linear', initial },
    biasSpec({ name, torch }, inputs, outputs),
  ]
}

/** Describes a bias [outputs], with initial values within ±1/√fan. `fan` is the number of inputs of one output. */
export function biasSpec({ name, torch }: WeightPlace, fan: number, outputs: number): WeightSpec {
  const initial = { uniform: 1 / Math.sqrt(fan) }
  return { name: `${name}/bias`, torch: `${torch}.bias`, shape: [outputs], layout: 'plain', initial }
}

/** Describes a layer norm's scale and, unless it is bias-free, its offset: [channels] each, initially 1 and 0. */
export function layerNormSpecs(
  { name, torch }: WeightPlace,
  channels: number,
  norm: LayerNormKind = 'with-bias',
): WeightSpec[] {
  const specs = normSpecs({ name, torch: `${torch}.body` }, channels)
  return norm === 'bias-free' ? specs.slice(0, 1) : specs
}

/** Describes the scale and offset of PyTorch's own layer norm: [channels] each, initially 1 and 0. */
export function normSpecs({ name, torch }: WeightPlace, channels: number): WeightSpec[] {
  const plain = { shape: [channels], layout: 'plain' } as const
  return [
    { ...plain, name: `${name}/scale`, torch: `${torch}.weight`, initial: { constant: 1 } },
    { ...plain, name: `${name}/offset`, torch: `${torch}.bias`, initial: { constant: 0 } },
  ]
}

/** {@link normSpecs} of a layer without other weights, with the names `scale` and `offset`. */
export function ownNormSpecs(channels: number): WeightSpec[] {
  return normSpecs({ name: '', torch: '' }, channels).map(({ name, torch, ...spec }) => ({
    ...spec,
    name: name.slice(1),
    torch: torch.slice(1),
  }))
}

/** Returns the initial values of a weight, which depend only on the seed, layer and weight name, on every machine. */
export function initialValues(spec: WeightSpec, seed: number, layer: string): Float32Array {
  const values = new Float32Array(tf.util.sizeFromShape([...spec.shape]))
  if ('constant' in spec.initial) return values.fill(spec.initial.constant)
  const { uniform } = spec.initial
  const random = Random.derive(seed, layer, spec.name)
  for (let index = 0; index < values.length; index++) values[index] = random.uniform(-uniform, uniform)
  return values
}
