import { dilatedConvolve } from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'

/** How a kernel moves over the features. */
export interface ConvolutionWindow {
  /** Distance of neighbouring positions, 1 or 2. With `transposed`, 2 doubles the size instead of halving it. @default 1 */
  readonly stride?: number
  /** Distance of neighbouring taps of a 3×3 kernel. @default 1 */
  readonly dilation?: number
  /** Whether the convolution is transposed, with a 4×4 kernel and stride 2. @default false */
  readonly transposed?: boolean
}

/**
 * Convolves with zero padding like PyTorch: by `dilation` for a 3×3 kernel [3, 3, I, O], by 1 for a transposed one
 * [4, 4, O, I].
 *
 * @param x [B, H, W, I]
 * @returns [B, H, W, O], half as high and wide with stride 2, twice with `transposed`
 */
export function convolveWindow(x: tf.Tensor4D, kernel: tf.Tensor4D, window: ConvolutionWindow): tf.Tensor4D {
  const { stride = 1, dilation = 1, transposed = false } = window
  const [batch, height, width] = x.shape
  if (transposed) {
    return tf.conv2dTranspose(x, kernel, [batch, 2 * height, 2 * width, kernel.shape[2]], 2, 'same')
  }
  if (dilation > 1) return dilatedConvolve(x, kernel, dilation)
  return tf.conv2d(x, kernel, stride, [
    [0, 0],
    [1, 1],
    [1, 1],
    [0, 0],
  ])
}

/** The size of a side after {@link convolveWindow}, which may be unknown. */
export function sideAfter(side: number | null, { stride = 1, transposed = false }: ConvolutionWindow): number | null {
  if (side === null) return null
  return transposed ? 2 * side : Math.ceil(side / stride)
}
