import * as tf from '@tensorflow/tfjs-core'

/** AirNet's leaky ReLU, of slope 0.1. */
export function activate(x: tf.Tensor4D): tf.Tensor4D {
  return tf.leakyRelu(x, 0.1)
}
