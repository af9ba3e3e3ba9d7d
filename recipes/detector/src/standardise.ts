import { toGraphDef, traceForward } from '@dfpir/graph'
import type { Tensorflow, TensorValue } from '@dfpir/tensorflow'
import * as tf from '@tensorflow/tfjs-core'
import { statisticsOf } from './network.js'

/**
 * Sets the mean and scale of the network's statistics to what they are on some pictures, so that training begins with
 * numbers around 0 of deviation 1 (as Salimans and Kingma, Weight normalization, NeurIPS 2016, initialise from data).
 *
 * @param crops those of the pictures, [pictures · K, size, size, 3] in [0, 1]
 */
export async function standardise(
  weights: ReadonlyMap<string, tf.Variable>,
  tensorflow: Tensorflow,
  crops: TensorValue,
  pictures: number,
): Promise<void> {
  const graph = traceForward(
    ({ crops }) => {
      const found = statisticsOf(weights, crops as tf.Tensor4D, pictures)
      const { mean, variance } = tf.moments(found, 0)
      return { mean, scale: tf.rsqrt(tf.add(variance, 1e-4)) }
    },
    { inputs: { crops: { shape: [...crops.shape] } } },
  )
  const session = tensorflow.createSession(toGraphDef(graph))
  const { mean, scale } = await session.run({ feeds: { crops }, fetches: ['mean', 'scale'] })
  await session.close()
  weights.get('statistics/mean')?.assign(tf.tensor1d(mean.data as Float32Array))
  weights.get('statistics/scale')?.assign(tf.tensor1d(scale.data as Float32Array))
}
