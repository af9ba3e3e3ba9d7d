import type { Float32Tensor } from '@dfpir/core'
import type { FeatureMap } from '@dfpir/figures'

/** Returns one channel of features [H, W, C]. */
export function channelMap({ shape: [height, width, channels], data }: Float32Tensor, channel: number): FeatureMap {
  const values = Float32Array.from({ length: height * width }, (_, pixel) => data[pixel * channels + channel])
  return { width, height, values }
}

/** Returns the root mean square over the channels of features [H, W, C] at each pixel. */
export function energyMap({ shape: [height, width, channels], data }: Float32Tensor): FeatureMap {
  const values = Float32Array.from({ length: height * width }, (_, pixel) => {
    let sum = 0
    for (let i = pixel * channels; i < (pixel + 1) * channels; i++) sum += data[i] ** 2
    return Math.sqrt(sum / channels)
  })
  return { width, height, values }
}

/** Returns the channels that vary most over the picture, in descending order. */
export function mostVaried(features: Float32Tensor, count: number): number[] {
  const variances = Array.from({ length: features.shape[2] }, (_, channel) => {
    return { channel, variance: variance(channelMap(features, channel).values) }
  })
  return variances
    .sort((a, b) => b.variance - a.variance)
    .slice(0, count)
    .map(({ channel }) => channel)
}

function variance(values: Float32Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
}
