import { UsageError } from '@dfpir/core'
import {
  channelsOf,
  linearSpecs,
  type ReadWeight,
  toShapes,
  WeightedLayer,
  type WeightedLayerArgs,
  type WeightSpec,
} from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'
import { type ConvolutionWindow, convolveWindow, sideAfter } from './convolve-window.js'

export interface PredictedConvolutionArgs extends WeightedLayerArgs, ConvolutionWindow {
  /** Number of output channels. */
  filters: number
}

/**
 * A convolution whose kernel is a linear function of parameters (Fan et al., ECCV 2018): kernel = W · p + b. Inputs are
 * features [B, H, W, I] and parameters [B, P], or [1, P] for the whole batch.
 */
export class PredictedConvolution extends WeightedLayer {
  static readonly className = 'DfpirPredictedConvolution'
  private readonly filters: number
  private readonly window: ConvolutionWindow

  constructor({ filters, stride, dilation, transposed, ...args }: PredictedConvolutionArgs) {
    super(args)
    this.filters = filters
    this.window = { stride, dilation, transposed }
  }

  weightSpecs([features, [, parameters]]: readonly tfl.Shape[]): WeightSpec[] {
    if (typeof parameters !== 'number') throw new UsageError(`layer ${this.name}: expected parameters [B, P]`)
    const taps = this.window.transposed ? 16 : 9
    const outputs = this.filters * channelsOf(features, this.name) * taps
    return linearSpecs({ name: '', torch: '' }, parameters, outputs).map(({ name, torch, ...spec }) => ({
      ...{ ...spec, name: name.slice(1), torch: torch.slice(1) },
    }))
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [[batch, height, width]] = toShapes(inputShape)
    return [batch, sideAfter(height, this.window), sideAfter(width, this.window), this.filters]
  }

  protected compute([x, given]: readonly tf.Tensor[], weight: ReadWeight): tf.Tensor4D {
    const [features, parameters] = [x as tf.Tensor4D, given as tf.Tensor2D]
    const kernels: tf.Tensor2D = weight('kernel') // [P, all]
    const bias: tf.Tensor2D = tf.reshape(weight('bias'), [1, -1])
    if (parameters.shape[0] === 1) {
      return convolveWindow(features, this.shaped(tf.add(tf.matMul(parameters, kernels), bias), 1), this.window)
    }
    const count = parameters.shape[1] + 1
    const all = this.shaped(tf.concat([kernels, bias], 0), count)
    return convolveWindow(repeatScaled(features, parameters), all, this.window)
  }

  /** Arranges kernels [count, all] in PyTorch's order as one kernel with `count` times as many input channels. */
  private shaped(kernels: tf.Tensor2D, count: number): tf.Tensor4D {
    const { filters, window } = this
    const side = window.transposed ? 4 : 3
    const inputs = kernels.shape[1] / filters / side ** 2
    if (window.transposed) {
      const apart = tf.reshape(kernels, [count * inputs, filters, side, side]) // PyTorch: [in, out, kh, kw]
      return tf.transpose(apart, [2, 3, 1, 0]) as tf.Tensor4D
    }
    const apart = tf.reshape(kernels, [count, filters, inputs, side ** 2])
    return tf.reshape(tf.transpose(apart, [3, 0, 2, 1]), [side, side, count * inputs, filters])
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), filters: this.filters, ...this.window }
  }
}

tf.serialization.registerClass(PredictedConvolution)

/**
 * Repeats the features for each parameter, multiplied by it, and once as they are: [B, H, W, I] → [B, H, W, (P + 1) · I]. As
 * convolution is linear, one kernel for these is the same as a kernel for each picture.
 */
function repeatScaled(x: tf.Tensor4D, parameters: tf.Tensor2D): tf.Tensor4D {
  const [batch, count] = parameters.shape
  const scaled = tf.split(parameters, count, 1).map(factor => tf.mul(x, tf.reshape(factor, [batch, 1, 1, 1])))
  return tf.concat([...scaled, x], 3) as tf.Tensor4D
}
