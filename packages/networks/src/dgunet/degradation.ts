import { convolve, place, type ReadWeight, toShapes, WeightedLayer, type WeightSpec } from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'
import { prelu } from '../mprnet/shared-slope.js'
import { convolutionSpecs } from '../nafnet/biased-convolution.js'

const hidden = 64

/**
 * DGUNet's learned degradation Φ or its transpose: x + conv₃ₓ₃(PReLU(conv₃ₓ₃(x))) with 64 channels inside. Its inputs are a
 * picture [B, H, W, 3] and the slope of the PReLU [1, 1, 1, 1], its output is a picture.
 */
export class Degradation extends WeightedLayer {
  static readonly className = 'DfpirDegradation'
  override readonly isBlock = true

  weightSpecs(): WeightSpec[] {
    return [...convolutionSpecs(place('body/0'), 3, 3, hidden), ...convolutionSpecs(place('body/2'), 3, hidden, 3)]
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    return toShapes(inputShape)[0]
  }

  protected compute([x, slope]: readonly tf.Tensor4D[], weight: ReadWeight): tf.Tensor4D {
    const inner = tf.add<tf.Tensor4D>(convolve(x, weight('body/0/kernel')), weight('body/0/bias'))
    const change = tf.add(convolve(prelu(inner, slope), weight('body/2/kernel')), weight('body/2/bias'))
    return tf.add(x, change)
  }
}

tf.serialization.registerClass(Degradation)

/** A step against a gradient: x − r · gradient with a learned r, initially 0.5. Its inputs are x and the gradient. */
export class GradientStep extends WeightedLayer {
  static readonly className = 'DfpirGradientStep'

  weightSpecs(): WeightSpec[] {
    return [{ name: 'rate', torch: '', shape: [1], layout: 'plain', initial: { constant: 0.5 } }]
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    return toShapes(inputShape)[0]
  }

  protected compute([x, gradient]: readonly tf.Tensor4D[], weight: ReadWeight): tf.Tensor4D {
    return tf.sub(x, tf.mul(gradient, weight('rate')))
  }
}

tf.serialization.registerClass(GradientStep)
