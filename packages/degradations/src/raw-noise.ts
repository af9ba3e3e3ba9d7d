import type { Random } from '@dfpir/core'
import type { RgbPicture } from '@dfpir/images'
import { encodedOf, lightOf } from './linear-light.js'

/** The steps of a camera between sensor and picture that affect noise. */
export interface CameraValues {
  /** Variance of the read noise relative to that of the shot noise in white, before white balance. */
  readonly read: number
  /** The white balance: factors of red, green and blue. */
  readonly gains: readonly [number, number, number]
  /** Contrast of the tone curve, −1 … 1: 0 is sRGB's curve; positive values are steeper in the midtones. */
  readonly contrast: number
}

/**
 * Sensor noise after a camera's processing: each pixel of an RGGB mosaic has shot and read noise (Foi et al., IEEE TIP
 * 2008, as in {@link addSensorNoise}), the missing colours are interpolated bilinearly, and white balance and the tone
 * curve multiply it. Only the noise is interpolated, so the picture stays sharp. The strength is arbitrary.
 *
 * @returns [height, width, 3]
 */
export function rawNoise({ width, height, data }: RgbPicture, values: CameraValues, random: Random): Float32Array {
  const { sensor, curve } = deviations(values)
  const mosaic = new Float32Array(width * height)
  for (let y = 0, pixel = 0; y < height; y++) {
    for (let x = 0; x < width; x++, pixel++) {
      const colour = colourAt(x, y)
      mosaic[pixel] = sensor[colour][data[pixel * 3 + colour]] * random.normal()
    }
  }
  const field = demosaic(mosaic, width, height)
  for (let i = 0; i < field.length; i++) field[i] *= curve[data[i]]
  return field
}

/** The colour of a mosaic position: red and green in even rows, green and blue in odd ones. */
function colourAt(x: number, y: number): number {
  return (x & 1) + (y & 1)
}

/** The deviation of the noise in linear light per colour and level, and the slope of the tone curve per level. */
function deviations({ read, gains, contrast }: CameraValues) {
  const bend = (value: number) => value - (contrast * Math.sin(2 * Math.PI * value)) / (2 * Math.PI)
  const light = Float64Array.from({ length: 256 }, (_, level) => lightOf(level / 255))
  const sensor = gains.map(gain => Float32Array.from(light, value => gain * Math.sqrt(value / gain + read)))
  const near = 0.003 // noise reaches beyond the steep start of the curve
  const curve = Float32Array.from(light, value => {
    const least = Math.max(value - near, 0)
    return (bend(encodedOf(value + near)) - bend(encodedOf(least))) / (value + near - least)
  })
  return { sensor, curve }
}

/**
 * Interpolates the missing colours of a mosaic bilinearly. Beyond the border, the mosaic repeats from two pixels away.
 */
function demosaic(mosaic: Float32Array, width: number, height: number): Float32Array {
  const field = new Float32Array(width * height * 3)
  for (let y = 0, to = 0; y < height; y++) {
    const row = y * width
    const above = (y > 0 ? y - 1 : Math.min(1, height - 1)) * width
    const below = (y < height - 1 ? y + 1 : Math.max(height - 2, 0)) * width
    for (let x = 0; x < width; x++, to += 3) {
      const left = x > 0 ? x - 1 : Math.min(1, width - 1)
      const right = x < width - 1 ? x + 1 : Math.max(width - 2, 0)
      const own = mosaic[row + x]
      const across = (mosaic[row + left] + mosaic[row + right]) / 2
      const along = (mosaic[above + x] + mosaic[below + x]) / 2
      const colour = colourAt(x, y)
      if (colour === 1) {
        field[to + 1] = own
        field[to] = (y & 1) === 0 ? across : along
        field[to + 2] = (y & 1) === 0 ? along : across
      } else {
        const corners = mosaic[above + left] + mosaic[above + right] + mosaic[below + left] + mosaic[below + right]
        field[to + colour] = own
        field[to + 1] = (across + along) / 2
        field[to + 2 - colour] = corners / 4
      }
    }
  }
  return field
}
