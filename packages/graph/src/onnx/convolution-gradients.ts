import type { TensorType } from '../ir.js'
import { extent, isPointwise, type Window, windowOf } from '../window.js'
import { imageOrder } from './axis-order.js'
import { convAttributes, filterOrder, flattenImage, holdDepthwiseFilter } from './convolutions.js'
import type { EmitNode, EmitNodes, Emitter } from './emitter.js'
import { exchanged, multiplyMatrices } from './matmul.js'
import { reduce } from './reductions.js'
import { reverseAxes, sliceValue } from './selection.js'
import { type StoredValue, stored, type Value } from './value.js'

type Convolution = 'Conv2D' | 'DepthwiseConv2dNative'

const isUnit = (lengths: readonly number[]) => lengths.every(length => length === 1)

/**
 * Returns the pads of the convolution that inverts one with stride 1: the reach of the window beyond the padding. Undefined
 * if the padding is wider than the window.
 */
function transposedPads(window: Window): number[] | undefined {
  const pads = window.pads.map((pad, side) => extent(window)[side % 2] - 1 - pad)
  return pads.every(pad => pad >= 0) ? pads : undefined
}

/** The gradient of a convolution with stride 1: dy convolved with the reversed filter, with in and out exchanged. */
function convolveBack(emitter: Emitter, dy: Value, filter: Value, window: Window, pads: number[], groups: number) {
  const weights = emitter.hold(reverseAxes(emitter, filter, [0, 1]), [2, 3, 0, 1])
  return emitter.builder.op(
    'Conv',
    [emitter.hold(dy, imageOrder), weights],
    convAttributes({ ...window, pads }, groups),
  )
}

/** The gradient for any stride: every element of dy spreads the filter. */
function spread(emitter: Emitter, dy: Value, filter: Value, window: Window, { shape }: TensorType, groups: number) {
  const output_padding = [0, 1].map(axis => {
    const covered = (dy.shape[1 + axis] - 1) * window.strides[axis] + extent(window)[axis]
    return shape[1 + axis] + window.pads[axis] + window.pads[axis + 2] - covered
  })
  const weights = groups === 1 ? emitter.hold(filter, filterOrder) : holdDepthwiseFilter(emitter, filter)
  const attributes = { ...convAttributes(window, groups), output_padding }
  return emitter.builder.op('ConvTranspose', [emitter.hold(dy, imageOrder), weights], attributes)
}

/**
 * Emits the derivative of a convolution with this filter by its images. `groups` is the number of channels for a depthwise
 * convolution, otherwise 1.
 */
export function inputGradient(
  emitter: Emitter,
  dy: Value,
  filter: Value,
  window: Window,
  type: TensorType,
  groups: number,
): StoredValue {
  const pads = isUnit(window.strides) ? transposedPads(window) : undefined
  const name =
    pads === undefined
      ? spread(emitter, dy, filter, window, type, groups)
      : convolveBack(emitter, dy, filter, window, pads, groups)
  return stored(name, type.shape, type.dtype, imageOrder)
}

const emitInputGradient =
  (depthwise: boolean): EmitNode<`${Convolution}BackpropInput`> =>
  (node, emitter) => {
    const [dy, filter] = emitter.inputs(node)
    const groups = depthwise ? filter.shape[2] : 1
    return [inputGradient(emitter, dy, filter, windowOf(node.attrs, filter.shape), node.outputs[0], groups)]
  }

/** Crops a value stored as a filter, which may have more rows and columns than requested. */
function cropFilter(emitter: Emitter, filter: StoredValue, { shape }: TensorType): Value {
  const ranges = [0, 1].map(axis => ({ axis, begin: 0, end: shape[axis], step: 1 }))
  const longer = ranges.filter(({ axis }) => filter.shape[axis] !== shape[axis])
  return longer.length === 0 ? filter : sliceValue(emitter, filter, longer, shape)
}

/**
 * Returns the window of a filter's gradient, in which dy moves over x as a filter: strides and dilations are exchanged.
 * `size` is the size of the result, which may exceed the filter if x has rows that the forward convolution did not reach.
 */
function filterGradientWindow(x: Value, dy: Value, window: Window): { window: Window; size: number[] } {
  const kernel = dy.shape.slice(1, 3)
  const back = { kernel, strides: window.dilations, dilations: window.strides, pads: window.pads }
  const size = kernel.map((_, axis) => {
    const room = x.shape[1 + axis] + window.pads[axis] + window.pads[axis + 2] - extent(back)[axis]
    return Math.floor(room / back.strides[axis]) + 1
  })
  return { window: back, size }
}

/** dW[h, w, i, o] = Σ x[b, …, i]·dy[b, …, o]: batch and channels are exchanged. */
const filterGradient: EmitNode<'Conv2DBackpropFilter'> = (node, emitter) => {
  const [x, dy] = emitter.inputs(node)
  const [type] = node.outputs
  const window = windowOf(node.attrs, type.shape)
  if (isPointwise(window)) return [pointwiseFilterGradient(emitter, x, dy, type)]
  const back = filterGradientWindow(x, dy, window)
  const swapped = [3, 0, 1, 2]
  const name = emitter.builder.op(
    'Conv',
    [emitter.hold(x, swapped), emitter.hold(dy, swapped)],
    convAttributes(back.window),
  )
  const shape = [...back.size, ...type.shape.slice(2)]
  return [cropFilter(emitter, stored(name, shape, type.dtype, [2, 3, 0, 1]), type)]
}

/** The gradient of a 1×1 filter: the sum over pictures of a matrix product. */
function pointwiseFilterGradient(emitter: Emitter, x: Value, dy: Value, type: TensorType): Value {
  const [, , inputs, outputs] = type.shape
  const [rows, columns] = [flattenImage(emitter, x), exchanged(flattenImage(emitter, dy))]
  const [batch] = x.shape
  const products = multiplyMatrices(emitter, rows, columns, { shape: [batch, inputs, outputs], dtype: type.dtype })
  return emitter.reshape(batch === 1 ? products : reduce(emitter, 'ReduceSum', products, [0], false), type.shape)
}

/** Treats each channel separately: [1, channel · batch, H, W] in groups of one channel's batch. */
const depthwiseFilterGradient: EmitNode<'DepthwiseConv2dNativeBackpropFilter'> = (node, emitter) => {
  const [x, dy] = emitter.inputs(node)
  const [type] = node.outputs
  const [batch, height, width, channels] = x.shape
  const back = filterGradientWindow(x, dy, windowOf(node.attrs, type.shape))
  const image = emitter.holdAs(x, [3, 0, 1, 2], [1, channels * batch, height, width])
  const input = [image, emitter.hold(dy, [3, 0, 1, 2])]
  const name = emitter.builder.op('Conv', input, convAttributes(back.window, channels))
  const multiplier = type.shape[3]
  const split = emitter.builder.reshape(
    name,
    [1, channels * multiplier, ...back.size],
    [channels, multiplier, ...back.size],
  )
  return [cropFilter(emitter, stored(split, [...back.size, channels, multiplier], type.dtype, [2, 3, 0, 1]), type)]
}

/** Derivatives of convolutions. */
export const convolutionGradients: EmitNodes<`${Convolution}Backprop${'Input' | 'Filter'}`> = {
  Conv2DBackpropInput: emitInputGradient(false),
  Conv2DBackpropFilter: filterGradient,
  DepthwiseConv2dNativeBackpropInput: emitInputGradient(true),
  DepthwiseConv2dNativeBackpropFilter: depthwiseFilterGradient,
}
