import { UsageError } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import { convolve } from './convolve.js'

/**
 * Applies one linear map of the channels to every pixel; each picture of the batch may have its own map.
 *
 * @param x features [B, H, W, I]
 * @param map [B, I, O], or [1, I, O] for the whole batch
 * @param bias [B, O] or [1, O]
 * @returns [B, H, W, O]
 * @throws UsageError unless there are 1 or B maps
 */
export function pixelwiseLinear(x: tf.Tensor4D, map: tf.Tensor3D, bias?: tf.Tensor2D): tf.Tensor4D {
  const [batch, height, width, inputs] = x.shape
  const [maps, , outputs] = map.shape
  if (maps !== 1 && maps !== batch) {
    throw new UsageError(`expected 1 linear map or ${batch}, one per picture, got ${maps}`, {
      hint: 'Pass one prompt for the whole batch, or one per picture.',
    })
  }
  const mapped: tf.Tensor4D =
    maps === 1
      ? convolve(x, tf.reshape(map, [1, 1, inputs, outputs]))
      : tf.reshape(tf.matMul(tf.reshape(x, [batch, height * width, inputs]), map), [batch, height, width, outputs])
  return bias === undefined ? mapped : tf.add(mapped, tf.reshape(bias, [bias.shape[0], 1, 1, outputs]))
}
