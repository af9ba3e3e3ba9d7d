import { UsageError } from '@dfpir/core'
import {
  channelsOf,
  instanceNorm,
  linearSpecs,
  place,
  type ReadWeight,
  toShapes,
  WeightedLayer,
  type WeightedLayerArgs,
  type WeightSpec,
} from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'

export interface PredictedNormalisationArgs extends WeightedLayerArgs {
  /** Hidden features between the parameters and the scale, and between the parameters and the offset. */
  hidden: number
}

/**
 * Instance norm whose scale and offset follow from parameters by two linear maps with a ReLU between them, then ReLU. Inputs
 * are features [B, H, W, C] and parameters [B, P], or [1, P] for the whole batch.
 */
export class PredictedNormalisation extends WeightedLayer {
  static readonly className = 'DfpirPredictedNormalisation'
  private readonly hidden: number

  constructor({ hidden, ...args }: PredictedNormalisationArgs) {
    super(args)
    this.hidden = hidden
  }

  weightSpecs([features, [, parameters]]: readonly tfl.Shape[]): WeightSpec[] {
    if (typeof parameters !== 'number') throw new UsageError(`layer ${this.name}: expected parameters [B, P]`)
    const channels = channelsOf(features, this.name)
    return ['weight', 'bias'].flatMap(kind => [
      ...linearSpecs(place(`fc1_${kind}`), parameters, this.hidden),
      ...linearSpecs(place(`fc2_${kind}`), this.hidden, channels),
    ])
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    return toShapes(inputShape)[0]
  }

  protected compute([x, given]: readonly tf.Tensor[], weight: ReadWeight): tf.Tensor4D {
    const parameters = given as tf.Tensor2D
    const linear = (input: tf.Tensor2D, name: string): tf.Tensor2D =>
      tf.add(tf.matMul(input, weight<tf.Tensor2D>(`${name}/kernel`)), weight(`${name}/bias`))
    const [scale, offset] = ['weight', 'bias'].map(kind => {
      const predicted = linear(tf.relu(linear(parameters, `fc1_${kind}`)), `fc2_${kind}`)
      return tf.reshape(predicted, [parameters.shape[0], 1, 1, x.shape[3]!])
    })
    return tf.relu(instanceNorm(x as tf.Tensor4D, scale, offset))
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), hidden: this.hidden }
  }
}

tf.serialization.registerClass(PredictedNormalisation)
