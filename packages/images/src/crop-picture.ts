import type { Picture } from '@dfpir/core'
import { reflectIndex } from './reflect.js'

/** A rectangle of pixels; it may reach beyond the picture's right and lower edge. */
export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A copy of a rectangle of a picture; what lies beyond the picture is its reflection. */
export function cropPicture(picture: Picture, { x, y, width, height }: Rectangle): Picture {
  const { channels } = picture
  const size = width * height * channels
  const data = picture.depth === 16 ? new Uint16Array(size) : new Uint8Array(size)
  const inside = Math.max(0, Math.min(width, picture.width - x))
  for (let row = 0, to = 0; row < height; row++) {
    const start = reflectIndex(y + row, picture.height) * picture.width
    data.set(picture.data.subarray((start + x) * channels, (start + x + inside) * channels), to)
    to += inside * channels
    for (let column = x + inside; column < x + width; column++, to += channels) {
      const from = (start + reflectIndex(column, picture.width)) * channels
      for (let channel = 0; channel < channels; channel++) data[to + channel] = picture.data[from + channel]
    }
  }
  return { width, height, channels, depth: picture.depth, data }
}
