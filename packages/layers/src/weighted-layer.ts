import { UsageError } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import * as tfl from '@tensorflow/tfjs-layers'
import { recomputed } from './recompute.js'
import { initialValues, type WeightSpec } from './weight-spec.js'

/** The options that every layer of this package takes besides its own: those of `tf.layers.Layer`, and a seed. */
export type WeightedLayerArgs = NonNullable<ConstructorParameters<typeof tfl.layers.Layer>[0]> & {
  /**
   * Seed of the initial weights, which also depend on the layer's name.
   *
   * @default 0
   */
  seed?: number
}

/** Finds a layer's weight by its name in the layer's specs. */
export type ReadWeight = <T extends tf.Tensor>(name: string) => T

/**
 * A `tf.layers.Layer` that can list its weights before creating them (`weightSpecs`), so a network's parameters can be
 * counted or mapped to PyTorch's names without allocating it. The body, `compute`, runs in a `tf.tidy` named after the
 * layer.
 */
export abstract class WeightedLayer extends tfl.layers.Layer {
  protected readonly seed: number
  /** Whether to recompute inner values for the derivative instead of keeping them: less memory, more time. */
  recompute = false
  /** Whether the layer is a block with inner values, for which {@link recompute} is worth its time. */
  readonly isBlock: boolean = false
  private readonly variables = new Map<string, tfl.LayerVariable>()

  constructor(args: WeightedLayerArgs = {}) {
    super(args)
    this.seed = args.seed ?? 0
  }

  /** Lists the weights that the layer creates for inputs of these shapes, in order. */
  abstract weightSpecs(inputShapes: readonly tfl.Shape[]): WeightSpec[]

  /** Computes the layer's output for these inputs. */
  protected abstract compute(inputs: readonly tf.Tensor4D[], weight: ReadWeight): tf.Tensor4D

  override build(inputShape: tfl.Shape | tfl.Shape[]): void {
    for (const spec of this.weightSpecs(toShapes(inputShape))) {
      const initializer = new GivenValues(initialValues(spec, this.seed, this.name))
      const { name, shape, trainable } = spec
      this.variables.set(name, this.addWeight(name, [...shape], 'float32', initializer, undefined, trainable ?? true))
    }
    super.build(inputShape)
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const features = (Array.isArray(inputs) ? inputs : [inputs]) as tf.Tensor4D[]
    return tf.tidy(this.name, () =>
      this.recompute ? this.computeAgain(features) : this.compute(features, this.readWeight),
    )
  }

  private computeAgain(features: readonly tf.Tensor4D[]): tf.Tensor4D {
    const names = [...this.variables.keys()]
    const weights = names.map(name => this.readWeight(name))
    return recomputed([...features, ...weights], inputs => {
      const given = new Map(names.map((name, index) => [name, inputs[features.length + index]]))
      return this.compute(inputs.slice(0, features.length) as tf.Tensor4D[], this.reader(given))
    })
  }

  /** Frees the weights. A layer belongs to one model, which frees it once, however often it applies it. */
  override dispose() {
    if (this._refCount !== null) this._refCount = Math.min(this._refCount, 1)
    return super.dispose()
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), seed: this.seed }
  }

  /** Reads the layer's own weights. The layer must be built. */
  protected readonly readWeight: ReadWeight = name => this.reader(this.variables)(name)

  /** The shape of a weight is that of its spec, so its rank is known to the caller. */
  private reader(weights: ReadonlyMap<string, tf.Tensor | tfl.LayerVariable>): ReadWeight {
    return <T extends tf.Tensor>(name: string) => {
      const weight = weights.get(name)
      if (weight === undefined) throw new UsageError(`layer ${this.name} has no weight ${name}`)
      return (weight instanceof tf.Tensor ? weight : weight.read()) as T
    }
  }
}

/** Returns the number of channels of features [B, H, W, C]. @throws UsageError if it is unknown. */
export function channelsOf(shape: tfl.Shape, layer: string): number {
  const channels = shape[shape.length - 1]
  if (shape.length === 4 && typeof channels === 'number') return channels
  throw new UsageError(
    `layer ${layer}: expected features [batch, height, width, channels], got [${shape.join(', ')}]`,
    {
      hint: 'Height and width may be null; the number of channels must be given.',
    },
  )
}

/** Returns one or several shapes as a list. */
export function toShapes(shape: tfl.Shape | tfl.Shape[]): tfl.Shape[] {
  return shape.every(Array.isArray) ? (shape as tfl.Shape[]) : [shape as tfl.Shape]
}

class GivenValues extends tf.serialization.Serializable {
  static readonly className = 'GivenValues'

  constructor(private readonly values: Float32Array) {
    super()
  }

  apply(shape: tfl.Shape): tf.Tensor {
    return tf.tensor(this.values, shape as number[])
  }

  getConfig(): tf.serialization.ConfigDict {
    return {}
  }

  fromConfigUsesCustomObjects(): boolean {
    return false
  }
}
