import * as tf from '@tensorflow/tfjs-core'
import type { WeightPlace, WeightSpec } from './weight-spec.js'
import type { ReadWeight } from './weighted-layer.js'

/** Which means and variances a batch norm uses: the stored ones, or those of the current batch, as PyTorch's training mode. */
export type BatchStatistics = 'running' | 'batch'

const epsilon = 1e-5

/** Describes a batch norm's weights: scale and offset, and the running mean and variance, which are not trained. */
export function batchNormSpecs({ name, torch }: WeightPlace, channels: number): WeightSpec[] {
  const plain = { shape: [channels], layout: 'plain' } as const
  const [ones, none] = [{ constant: 1 }, { constant: 0 }]
  return [
    { ...plain, name: `${name}/scale`, torch: `${torch}.weight`, initial: ones },
    { ...plain, name: `${name}/offset`, torch: `${torch}.bias`, initial: none },
    { ...plain, name: `${name}/mean`, torch: `${torch}.running_mean`, initial: none, trainable: false },
    { ...plain, name: `${name}/variance`, torch: `${torch}.running_var`, initial: ones, trainable: false },
  ]
}

/**
 * Normalises each channel over the batch and the pixels (batch norm; Ioffe and Szegedy, 2015), with biased variance:
 *
 *     y = (x − mean) / √(variance + 1e-5) · scale + offset
 *
 * @param x features [B, H, W, C]
 * @param name prefix of its weights' names in the layer
 * @param statistics `running` for inference
 */
export function batchNorm(
  x: tf.Tensor4D,
  name: string,
  weight: ReadWeight,
  statistics: BatchStatistics = 'running',
): tf.Tensor4D {
  const { mean, variance } =
    statistics === 'batch'
      ? tf.moments(x, [0, 1, 2])
      : { mean: weight(`${name}/mean`), variance: weight(`${name}/variance`) }
  const factor = tf.mul(weight(`${name}/scale`), tf.rsqrt(tf.add(variance, epsilon)))
  return tf.add(tf.mul(tf.sub(x, mean), factor), weight(`${name}/offset`))
}
