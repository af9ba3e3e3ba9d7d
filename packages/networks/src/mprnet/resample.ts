import {
  channelsOf,
  convolve,
  convSpec,
  half,
  place,
  type ReadWeight,
  toShapes,
  WeightedLayer,
  type WeightedLayerArgs,
  type WeightSpec,
} from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'
import { resizeBilinear } from '../promptir/resize-bilinear.js'

export interface ResampleArgs extends WeightedLayerArgs {
  /** Whether to halve or double height and width. */
  direction: 'down' | 'up'
  /** Number of output channels. */
  filters: number
}

/** Halves or doubles height and width bilinearly, then applies a bias-free 1×1 convolution: [B, H, W, I] → [B, …, filters]. */
export class Resample extends WeightedLayer {
  static readonly className = 'DfpirResample'
  private readonly direction: 'down' | 'up'
  private readonly filters: number

  constructor({ direction, filters, ...args }: ResampleArgs) {
    super(args)
    this.direction = direction
    this.filters = filters
  }

  weightSpecs([features]: readonly tfl.Shape[]): WeightSpec[] {
    return [convSpec(place('conv', '1'), 1, channelsOf(features, this.name), this.filters)]
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [batch, height, width] = toShapes(inputShape)[0]
    return [batch, this.resize(height), this.resize(width), this.filters]
  }

  protected compute([x]: readonly tf.Tensor4D[], weight: ReadWeight): tf.Tensor4D {
    const [height, width] = [this.resize(x.shape[1]), this.resize(x.shape[2])] as [number, number]
    const resized = this.direction === 'down' ? tf.avgPool(x, 2, 2, 'valid') : resizeBilinear(x, height, width)
    return convolve(resized, weight('conv/kernel'))
  }

  private resize(size: number | null): number | null {
    if (this.direction === 'down') return half(size, this.name)
    return size === null ? null : size * 2
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), direction: this.direction, filters: this.filters }
  }
}

tf.serialization.registerClass(Resample)
