import { UsageError } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import type { GraphValue } from '../ir.js'
import type { KernelCall, KernelTable } from '../trace/kernel.js'
import { shapeOf } from '../values.js'
import { cast } from './elementwise.js'
import { clamped, perChannel, sampled, where } from './sampling.js'
import { shape4D } from './windows.js'

/** Kernels that read images [B, H, W, C] at other positions, recorded as arithmetic on positions and gathers. */
export const warps = {
  CropAndResize: cropAndResize,
  Transform: transform,
  RotateWithOffset: rotate,
} satisfies KernelTable

/** Boxes are [top, left, bottom, right], where 0 and 1 are the centres of an image's first and last pixels. */
function cropAndResize(call: KernelCall): GraphValue {
  const { attrs } = call
  const image = cast(call, call.input('image'), 'float32')
  const [, imageHeight, imageWidth] = shape4D(shapeOf(image))
  const [height, width] = attrs.pair('cropSize')
  const count = shapeOf(call.input('boxes'))[0]
  const y = call.run('Reshape', { x: positions(call, 0, height, imageHeight) }, { shape: [count, height, 1] })
  const x = call.run('Reshape', { x: positions(call, 1, width, imageWidth) }, { shape: [count, 1, width] })
  const [rows, columns] = [clamped(call, y, imageHeight - 1), clamped(call, x, imageWidth - 1)]
  const pictures = call.run('Reshape', { x: call.input('boxInd') }, { shape: [count, 1, 1] })
  const read = sampled(call, { image, pictures, rows, columns }, interpolation(call, 'method'))
  const inside = call.run('LogicalAnd', {
    a: call.run('Equal', { a: y, b: rows }),
    b: call.run('Equal', { a: x, b: columns }),
  })
  return where(call, perChannel(call, inside), read, call.scalar(attrs.number('extrapolationValue')))
}

/** Positions from the boxes' first to their last edge along an axis, in pixels: [boxes, count]. */
function positions(call: KernelCall, axis: number, count: number, length: number): GraphValue {
  const boxes = call.input('boxes')
  const place = (index: number) => (count === 1 ? 0.5 : index / (count - 1))
  const weighted = (edge: number, weight: (index: number) => number) => {
    const values = Float32Array.from({ length: count }, (_, index) => weight(index) * (length - 1))
    const column = call.run('Slice', { x: boxes }, { begin: [0, edge], size: [shapeOf(boxes)[0], 1] })
    return call.run('Multiply', { a: column, b: call.constant(values, { shape: [1, count], dtype: 'float32' }) })
  }
  return call.run('Add', { a: weighted(axis, index => 1 - place(index)), b: weighted(axis + 2, place) })
}

/** Each row of the transforms is a projective transformation of output to input positions without its last element, 1. */
function transform(call: KernelCall): GraphValue {
  const { attrs } = call
  const image = cast(call, call.input('image'), 'float32')
  const [batch, imageHeight, imageWidth] = shape4D(shapeOf(image))
  const [height, width] = attrs.has('outputShape') ? attrs.pair('outputShape') : [imageHeight, imageWidth]
  const [x, y, scale] = projected(call, height, width)
  const infinite = call.run('Equal', { a: scale, b: call.scalar(0) })
  const divisor = where(call, call.run('LogicalNot', { x: infinite }), scale, call.scalar(1))
  const mapping = mappings[attrs.text('fillMode')] ?? mappings.constant
  const samples = {
    image,
    pictures: call.constant(
      Int32Array.from({ length: batch }, (_, index) => index),
      {
        shape: [batch, 1, 1],
        dtype: 'int32',
      },
    ),
    rows: mapping(call, call.run('RealDiv', { a: y, b: divisor }), imageHeight),
    columns: mapping(call, call.run('RealDiv', { a: x, b: divisor }), imageWidth),
    fill: attrs.number('fillValue'),
  }
  const read = sampled(call, samples, interpolation(call, 'interpolation'))
  return where(call, perChannel(call, call.run('LogicalNot', { x: infinite })), read, call.scalar(samples.fill))
}

/** The homogeneous coordinates of all output pixels, three values of shape [transforms, height, width]. */
function projected(call: KernelCall, height: number, width: number): GraphValue[] {
  const transforms = call.input('transforms')
  const [count] = shapeOf(transforms)
  const paddings = [
    [0, 0],
    [0, 1],
  ]
  const nine = call.run('PadV2', { x: transforms }, { paddings, constantValue: 1 })
  const matrices = call.run('Reshape', { x: nine }, { shape: [count, 3, 3, 1] })
  const size = height * width
  const pixels = Float32Array.from({ length: 3 * size }, (_, index) => {
    const pixel = index % size
    return [pixel % width, Math.floor(pixel / width), 1][Math.floor(index / size)]
  })
  const terms = call.run('Multiply', {
    a: matrices,
    b: call.constant(pixels, { shape: [3, size], dtype: 'float32' }),
  })
  const points = call.run('Sum', { x: terms }, { axis: 2, keepDims: false }) // [transforms, 3, pixels]
  return [0, 1, 2].map(row => {
    const x = call.run('Slice', { x: points }, { begin: [0, row, 0], size: [count, 1, size] })
    return call.run('Reshape', { x }, { shape: [count, height, width] })
  })
}

/** Moves positions into an axis of some length. */
type Mapping = (call: KernelCall, x: GraphValue, length: number) => GraphValue

const mappings: Readonly<Record<string, Mapping>> = {
  constant: (_, x) => x,
  nearest: (call, x, length) => clamped(call, x, length - 1),
  reflect,
  wrap,
}

/** [abcd] continues as [dcba|abcd|dcba]. */
function reflect(call: KernelCall, x: GraphValue, length: number): GraphValue {
  const mirrored = call.run('Sub', { a: call.scalar(-1), b: x })
  const distance = call.run('Relu', { x: call.run('Maximum', { a: x, b: mirrored }) })
  const phase = call.run('Mod', { a: distance, b: call.scalar(2 * length) })
  const back = call.run('Sub', { a: call.scalar(2 * length - 1), b: phase })
  return clamped(call, call.run('Minimum', { a: phase, b: back }), length - 1)
}

/** [abcd] continues as [abcd|abcd|abcd]. As in TensorFlow, repetitions are counted as if they had length − 1. */
function wrap(call: KernelCall, x: GraphValue, length: number): GraphValue {
  const turns = call.run('RealDiv', { a: call.run('Abs', { x }), b: call.scalar(Math.max(1, length - 1)) })
  const whole = call.run('Floor', { x: turns })
  const times = (count: GraphValue) => call.run('Multiply', { a: count, b: call.scalar(length) })
  const forward = call.run('Add', { a: x, b: times(call.run('Add', { a: whole, b: call.scalar(1) })) })
  const backward = call.run('Sub', { a: x, b: times(whole) })
  const isBefore = call.run('Less', { a: x, b: call.scalar(0) })
  const isAfter = call.run('Greater', { a: x, b: call.scalar(length - 1) })
  const wrapped = where(call, isBefore, forward, where(call, isAfter, backward, x))
  return clamped(call, wrapped, length - 1)
}

/** The source of each pixel is known while tracing. */
function rotate(call: KernelCall): GraphValue {
  const image = call.input('image')
  const [batch, height, width, channels] = shape4D(shapeOf(image))
  const sources = rotatedPixels(call, height, width)
  const inside = call.constant(
    Uint8Array.from(sources, source => Number(source >= 0)),
    {
      shape: [height, width, 1],
      dtype: 'bool',
    },
  )
  const indices = call.constant(
    Int32Array.from(sources, source => Math.max(0, source)),
    {
      shape: [height * width],
      dtype: 'int32',
    },
  )
  const flat = call.run('Reshape', { x: image }, { shape: [batch, height * width, channels] })
  const x = call.run('GatherV2', { x: flat, indices }, { axis: 1 })
  return where(call, inside, call.run('Reshape', { x }, { shape: [...shapeOf(image)] }), filling(call, channels))
}

/** The pixel that each pixel of the rotated image shows, −1 outside the image. */
function rotatedPixels(call: KernelCall, height: number, width: number): number[] {
  const { attrs } = call
  const [sine, cosine] = [Math.sin(attrs.number('radians')), Math.cos(attrs.number('radians'))]
  const [centerX, centerY] = tf.backend_util.getImageCenter(attrs.pair('center'), height, width)
  return Array.from({ length: height * width }, (_, index) => {
    const [x, y] = [(index % width) - centerX, Math.floor(index / width) - centerY]
    const column = Math.round(x * cosine - y * sine + centerX)
    const row = Math.round(x * sine + y * cosine + centerY)
    return column >= 0 && column < width && row >= 0 && row < height ? row * width + column : -1
  })
}

/** The color outside a rotated image: one number, or one for each channel and 255 for the fourth, as in tfjs. */
function filling(call: KernelCall, channels: number): GraphValue {
  if (typeof call.attrs.raw('fillValue') === 'number') return call.scalar(call.attrs.number('fillValue'))
  const color = call.attrs.numbers('fillValue')
  const values = Float32Array.from({ length: channels }, (_, channel) => (channel === 3 ? 255 : color[channel]))
  return call.constant(values, { shape: [channels], dtype: 'float32' })
}

function interpolation(call: KernelCall, name: string): 'nearest' | 'bilinear' {
  const method = call.attrs.text(name)
  if (method === 'nearest' || method === 'bilinear') return method
  throw new UsageError(`${call.name}: ${name} must be nearest or bilinear, got "${method}"`)
}
