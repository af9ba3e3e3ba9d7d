import { UsageError } from '@dfpir/core'
import {
  channelsOf,
  linearSpecs,
  place,
  type ReadWeight,
  toShapes,
  WeightedLayer,
  type WeightSpec,
} from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'

/**
 * Selects channels by an instruction (Conde et al., ECCV 2024, equation 2):
 *
 *     y = (x · γ + β) · sigmoid(linear(text))
 *
 * Its inputs are features [B, H, W, C] and embeddings [B, T], or [1, T] for the whole batch; its output has the features'
 * shape. γ and β start at 0, so the output does, too.
 */
export class InstructionGate extends WeightedLayer {
  static readonly className = 'DfpirInstructionGate'

  weightSpecs([features, text]: readonly tfl.Shape[]): WeightSpec[] {
    const channels = channelsOf(features, this.name)
    const factor = { shape: [1, channels, 1, 1], layout: 'plain', initial: { constant: 0 } } as const
    return [
      ...linearSpecs(place('fc'), textSizeOf(text, this.name), channels),
      { name: 'gamma', torch: 'gamma', ...factor },
      { name: 'beta', torch: 'beta', ...factor },
    ]
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    return toShapes(inputShape)[0]
  }

  protected compute([x, text]: readonly tf.Tensor[], weight: ReadWeight): tf.Tensor4D {
    const logits = tf.add(tf.matMul(text as tf.Tensor2D, weight<tf.Tensor2D>('fc/kernel')), weight('fc/bias'))
    const gate = tf.reshape(tf.sigmoid(logits), [text.shape[0], 1, 1, x.shape[3]!])
    const [factor, offset] = ['gamma', 'beta'].map(name => tf.reshape(weight(name), [x.shape[3]!]))
    return tf.mul(tf.add(tf.mul(x, factor), offset), gate)
  }
}

tf.serialization.registerClass(InstructionGate)

function textSizeOf(text: tfl.Shape | undefined, layer: string): number {
  const size = text?.length === 2 ? text[1] : null
  if (size !== null) return size
  throw new UsageError(
    `layer ${layer}: expected [features, text] with a text [batch, size], got ${text ? `[${text.join(', ')}]` : 'none'}`,
  )
}
