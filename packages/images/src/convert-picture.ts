import type { Picture } from '@dfpir/core'
import { emptyPicture } from './picture.js'

/** The channels and depth to convert a picture to. */
export interface PictureLayout {
  readonly channels: Picture['channels']
  readonly depth: Picture['depth']
}

/**
 * Converts a picture to other channels or another depth; returns it unchanged if it has both already. Grey becomes
 * three equal channels; colour becomes the mean of its three channels. Alpha is dropped, or added as opaque. Depths are
 * scaled so that black and white stay black and white, and rounded to nearest.
 */
export function convertPicture(picture: Picture, { channels, depth }: PictureLayout): Picture {
  if (picture.channels === channels && picture.depth === depth) return picture
  const { width, height } = picture
  const converted = emptyPicture({ width, height, channels, depth })
  const { data } = converted
  const scale = (2 ** depth - 1) / (2 ** picture.depth - 1)
  for (let channel = 0; channel < channels; channel++) {
    const read = channelReader(picture, channel, channels)
    for (let from = 0, to = channel; to < data.length; from += picture.channels, to += channels) {
      data[to] = Math.round(read(from) * scale)
    }
  }
  return converted
}

/** A function that reads one channel at the offset of a pixel. */
function channelReader({ data, channels, depth }: Picture, wanted: number, count: number): (offset: number) => number {
  if (count % 2 === 0 && wanted === count - 1) {
    return channels % 2 === 0 ? offset => data[offset + channels - 1] : () => 2 ** depth - 1
  }
  if (channels < 3) return offset => data[offset]
  if (count >= 3) return offset => data[offset + wanted]
  return offset => (data[offset] + data[offset + 1] + data[offset + 2]) / 3
}
