import type { NamedAttrMap } from '@tensorflow/tfjs-core'
import type { GraphValue } from '../ir.js'
import type { KernelCall, KernelTable } from '../trace/kernel.js'
import { shapeOf } from '../values.js'
import {
  convolutionWindows,
  framed,
  framedShape,
  type Steps,
  shape5D,
  unframed,
  type VolumeWindows,
} from './volumes.js'

/**
 * Convolutions of [B, D, H, W, C] volumes by [d, h, w, in, out] filters, recorded as convolutions of images: the planes under
 * a window become channels, [B·D', H, W, d·in].
 */
export const convolutions3D = {
  Conv3D: forward,
  Conv3DBackpropInputV2: inputGradient,
  Conv3DBackpropFilterV2: filterGradient,
} satisfies KernelTable

function forward(call: KernelCall): GraphValue {
  const [volume, filter] = [call.input('x'), call.input('filter')]
  const windows = convolutionWindows(call, shapeOf(volume), shapeOf(filter))
  const x = planes(call, framed(call, volume, windows), windows.axes[0])
  const y = call.run('Conv2D', { x, filter: planeFilter(call, filter) }, planeAttributes(windows))
  return call.run('Reshape', { x: y }, { shape: [...windows.shape] })
}

function inputGradient(call: KernelCall): GraphValue {
  const [dy, filter] = [call.input('dy'), call.input('filter')]
  const shape = call.attrs.numbers('inputShape')
  const windows = convolutionWindows(call, shape, shapeOf(filter))
  const [depth] = windows.axes
  const [batch, deep, height, width, channels] = framedShape(shape, windows)
  const inputShape = [batch * depth.outputs, height, width, depth.window * channels]
  const inputs = { dy: flatPlanes(call, dy), filter: planeFilter(call, filter) }
  const dx = call.run('Conv2DBackpropInput', inputs, { ...planeAttributes(windows), inputShape })
  return unframed(call, volumeOf(call, dx, depth, [batch, deep, height, width, channels]), windows)
}

function filterGradient(call: KernelCall): GraphValue {
  const [volume, dy] = [call.input('x'), call.input('dy')]
  const shape = call.attrs.numbers('filterShape')
  const windows = convolutionWindows(call, shapeOf(volume), shape)
  const [d, h, w, input, output] = shape
  const inputs = { x: planes(call, framed(call, volume, windows), windows.axes[0]), dy: flatPlanes(call, dy) }
  const attrs = { ...planeAttributes(windows), filterShape: [h, w, d * input, output] }
  const x = call.run('Conv2DBackpropFilter', inputs, attrs)
  const split = call.run('Reshape', { x }, { shape: [h, w, d, input, output] })
  return call.run('Transpose', { x: split }, { perm: [2, 0, 1, 3, 4] })
}

function planeAttributes({ axes: [, rows, columns] }: VolumeWindows): NamedAttrMap {
  const strides = [rows.stride, columns.stride]
  return { strides, dilations: [rows.dilation, columns.dilation], pad: 'valid', dataFormat: 'NHWC' }
}

/** [d, h, w, in, out] to [h, w, d·in, out]. */
function planeFilter(call: KernelCall, filter: GraphValue): GraphValue {
  const [d, h, w, input, output] = shapeOf(filter)
  const x = call.run('Transpose', { x: filter }, { perm: [1, 2, 0, 3, 4] })
  return call.run('Reshape', { x }, { shape: [h, w, d * input, output] })
}

/** [B, D, H, W, C] to [B·D, H, W, C]. */
function flatPlanes(call: KernelCall, x: GraphValue): GraphValue {
  const [batch, depth, ...plane] = shapeOf(x)
  return call.run('Reshape', { x }, { shape: [batch * depth, ...plane] })
}

/** Concatenates the planes under each window along their channels: [B·D', H, W, d·C]. */
function planes(call: KernelCall, x: GraphValue, { window, stride, dilation, outputs }: Steps): GraphValue {
  const [batch, , height, width, channels] = shape5D(shapeOf(x))
  const slices = Array.from({ length: window }, (_, place) => {
    const first = place * dilation
    const end = [batch, first + (outputs - 1) * stride + 1, height, width, channels]
    return call.run('StridedSlice', { x }, { begin: [0, first, 0, 0, 0], end, strides: [1, stride, 1, 1, 1] })
  })
  return flatPlanes(call, call.run('Concat', slices, { axis: 4 }))
}

/** The derivative of {@link planes}: adds each group of channels to the planes that it came from. */
function volumeOf(call: KernelCall, x: GraphValue, depth: Steps, shape: readonly number[]): GraphValue {
  const [batch, deep, height, width, channels] = shape
  const parts = Array.from({ length: depth.window }, (_, place) => {
    const begin = [0, 0, 0, place * channels]
    const part = call.run('Slice', { x }, { begin, size: [batch * depth.outputs, height, width, channels] })
    const apart = spread(call, part, depth, [batch, height, width, channels])
    const before = place * depth.dilation
    const paddings = shape.map((_, axis) => (axis === 1 ? [before, deep - before - shapeOf(apart)[1]] : [0, 0]))
    return call.run('PadV2', { x: apart }, { paddings, constantValue: 0 })
  })
  return call.run('AddN', parts)
}

/** [B·D', H, W, C] to [B, (D' − 1)·stride + 1, H, W, C], with zeros between the planes. */
function spread(call: KernelCall, x: GraphValue, { stride, outputs }: Steps, shape: readonly number[]): GraphValue {
  const [batch, ...plane] = shape
  const single = call.run('Reshape', { x }, { shape: [batch * outputs, 1, ...plane] })
  const paddings = shapeOf(single).map((_, axis) => (axis === 1 ? [0, stride - 1] : [0, 0]))
  const padded = call.run('PadV2', { x: single }, { paddings, constantValue: 0 })
  const volume = call.run('Reshape', { x: padded }, { shape: [batch, outputs * stride, ...plane] })
  const size = [batch, (outputs - 1) * stride + 1, ...plane]
  return call.run('Slice', { x: volume }, { begin: [0, 0, 0, 0, 0], size })
}
