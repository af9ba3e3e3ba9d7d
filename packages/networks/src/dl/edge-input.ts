import { toShapes, WeightedLayer, type WeightSpec } from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'

/**
 * The input of decoupled learning (Fan et al., ECCV 2018): blue, green and red from 0 to 255, and the edges: the mean of the
 * absolute differences to the four neighbours over the colours, where a missing neighbour counts as no difference. All four
 * minus 128; [B, H, W, 3] in [0, 1] → [B, H, W, 4].
 */
export class EdgeInput extends WeightedLayer {
  static readonly className = 'DfpirEdgeInput'

  weightSpecs(): WeightSpec[] {
    return []
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [batch, height, width] = toShapes(inputShape)[0]
    return [batch, height, width, 4]
  }

  protected compute([picture]: readonly tf.Tensor4D[]): tf.Tensor4D {
    const colours: tf.Tensor4D = tf.mul(tf.reverse(picture, 3), 255)
    const differences = tf.add(neighbourDifferences(colours, 1), neighbourDifferences(colours, 2))
    const edges = tf.div(tf.sum(differences, 3, true), 12)
    return tf.sub(tf.concat([colours, edges], 3), 128)
  }
}

tf.serialization.registerClass(EdgeInput)

/** The absolute differences to both neighbours along an axis. */
function neighbourDifferences(x: tf.Tensor4D, axis: 1 | 2): tf.Tensor4D {
  const size = [...x.shape] as tf.Tensor4D['shape']
  size[axis] -= 1
  const after: tf.Tensor4D['shape'] = [0, 0, 0, 0]
  after[axis] = 1
  const steps = tf.abs(tf.sub(tf.slice(x, after, size), tf.slice(x, [0, 0, 0, 0], size)))
  const [begin, end] = [beside(axis, [1, 0]), beside(axis, [0, 1])]
  return tf.add(tf.pad(steps, begin), tf.pad(steps, end))
}

/** Paddings of one axis of four. */
function beside(axis: 1 | 2, counts: [number, number]): [number, number][] {
  return [0, 1, 2, 3].map(each => (each === axis ? counts : [0, 0]))
}
