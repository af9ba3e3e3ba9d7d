import type { Picture } from '@dfpir/core'
import { guidedLine, type Plane, type RowSink, type RowSource, readStrips, toFloat, withColours } from '@dfpir/images'

export interface CarryChangeOptions {
  /** A reduced copy of the source, 16-bit RGB. */
  before: Picture
  /** The restored copy. */
  after: Picture
  signal?: AbortSignal
}

/** Radius of the guided filter's windows, in pixels of the copy. */
const radius = 4
/** Areas whose standard deviation is far below 0.01 change only by an offset. */
const epsilon = 1e-4

/**
 * Applies the change that restoring made to a reduced copy to the full-size picture. In each colour, the copy's residual is
 * modelled as a local linear function of its value, a·x + b (the guided filter of He, Sun and Tang, ECCV 2010). a and b
 * are interpolated linearly between the copy's pixels and applied to the picture's. Alpha stays unchanged.
 *
 * @throws the signal's reason if it was aborted.
 */
export async function carryChange(source: RowSource, sink: RowSink, options: CarryChangeOptions): Promise<void> {
  const { signal } = options
  const lines = changeLines(options)
  const across = placesOf(source.width, lines[0].slope.width)
  const down = placesOf(source.height, lines[0].slope.height)
  for await (const { top, rows } of readStrips(source, { signal })) {
    const image = toFloat(rows)
    for (let y = 0; y < rows.height; y++) {
      const colours = image.data.subarray(y * rows.width * 3, (y + 1) * rows.width * 3)
      lines.forEach(({ slope, offset }, channel) => {
        const [a, b] = [rowAt(slope, down[top + y]), rowAt(offset, down[top + y])]
        across.forEach((place, x) => {
          const i = x * 3 + channel
          colours[i] += colours[i] * between(a, place) + between(b, place)
        })
      })
    }
    await sink.writeRows(withColours(rows, image))
  }
  signal?.throwIfAborted()
}

/** Fits the linear function of the residual for each colour. */
function changeLines({ before, after }: CarryChangeOptions) {
  return [0, 1, 2].map(channel => {
    const guide = planeOf(before, channel)
    const residual = planeOf(after, channel).data.map((value, i) => value - guide.data[i])
    return guidedLine({ ...guide, data: residual }, guide, radius, epsilon)
  })
}

function planeOf(picture: Picture, channel: number): Plane {
  const { width, height } = picture
  const { data } = toFloat(picture)
  return { width, height, data: Float32Array.from({ length: width * height }, (_, pixel) => data[pixel * 3 + channel]) }
}

/** A position between two neighbouring cells: `share` of the way from the first to the second. */
interface Place {
  readonly first: number
  readonly second: number
  readonly share: number
}

/** Returns the positions of the centres of `length` samples among the centres of `cells` cells on the same axis. */
function placesOf(length: number, cells: number): Place[] {
  return Array.from({ length }, (_, index) => {
    const at = Math.min(Math.max(((index + 0.5) * cells) / length - 0.5, 0), cells - 1)
    const first = Math.floor(at)
    return { first, second: Math.min(first + 1, cells - 1), share: at - first }
  })
}

function between(values: Float32Array, { first, second, share }: Place): number {
  return values[first] + share * (values[second] - values[first])
}

function rowAt({ width, data }: Plane, { first, second, share }: Place): Float32Array {
  const next = data.subarray(second * width, (second + 1) * width)
  return data.subarray(first * width, (first + 1) * width).map((value, x) => value + share * (next[x] - value))
}
