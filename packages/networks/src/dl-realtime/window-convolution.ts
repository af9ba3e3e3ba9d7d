import {
  channelsOf,
  type ReadWeight,
  toShapes,
  WeightedLayer,
  type WeightedLayerArgs,
  type WeightSpec,
} from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'
import { convolveWindow, sideAfter } from '../dl/convolve-window.js'
import { ownConvolutionSpecs } from '../nafnet/biased-convolution.js'

export interface WindowConvolutionArgs extends WeightedLayerArgs {
  /** Number of output channels. */
  filters: number
  /**
   * Distance of neighbouring positions.
   *
   * @default 1
   */
  stride?: number
  /**
   * Whether there is a bias.
   *
   * @default false
   */
  bias?: boolean
}

/** A 3×3 convolution with stride, padded by 1: [B, H, W, I] → [B, ⌈H / stride⌉, ⌈W / stride⌉, filters]. */
export class WindowConvolution extends WeightedLayer {
  static readonly className = 'DfpirWindowConvolution'
  private readonly filters: number
  private readonly stride: number
  private readonly bias: boolean

  constructor({ filters, stride = 1, bias = false, ...args }: WindowConvolutionArgs) {
    super(args)
    this.filters = filters
    this.stride = stride
    this.bias = bias
  }

  weightSpecs([features]: readonly tfl.Shape[]): WeightSpec[] {
    const channels = channelsOf(features, this.name)
    const specs = ownConvolutionSpecs(3, channels, this.filters)
    return this.bias ? specs : specs.slice(0, 1)
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [batch, height, width] = toShapes(inputShape)[0]
    const { stride } = this
    return [batch, sideAfter(height, { stride }), sideAfter(width, { stride }), this.filters]
  }

  protected compute([x]: readonly tf.Tensor4D[], weight: ReadWeight): tf.Tensor4D {
    const convolved = convolveWindow(x, weight('kernel'), { stride: this.stride })
    return this.bias ? tf.add(convolved, weight('bias')) : convolved
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), filters: this.filters, stride: this.stride, bias: this.bias }
  }
}

tf.serialization.registerClass(WindowConvolution)
