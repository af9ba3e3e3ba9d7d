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
  const columns = Int32Array.from({ length: width }, (_, column) => reflectIndex(x + column, picture.width) * channels)
  let to = 0
  for (let row = 0; row < height; row++) {
    const start = reflectIndex(y + row, picture.height) * picture.width * channels
    for (const column of columns) {
      for (let channel = 0; channel < channels; channel++) data[to++] = picture.data[start + column + channel]
    }
  }
  return { ...picture, width, height, data }
}
