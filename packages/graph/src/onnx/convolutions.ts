import type { TensorType } from '../ir.js'
import { isPointwise, type Window, windowOf } from '../window.js'
import { identityOrder, imageOrder } from './axis-order.js'
import type { OnnxAttributes } from './builder.js'
import type { EmitNode, EmitNodes, Emitter } from './emitter.js'
import { exchanged, holdMatrices } from './matmul.js'
import { type StoredValue, stored, type Value } from './value.js'

/** Filters are [height, width, in, out] in tfjs and [out, in, height, width] in ONNX. */
export const filterOrder = [3, 2, 0, 1]

/** Depthwise filters are [height, width, in, multiplier]: output channel c·multiplier + m comes from channel c. */
const depthwiseOrder = [2, 3, 0, 1]

/** Stores a depthwise filter as [in · multiplier, 1, height, width]. */
export function holdDepthwiseFilter(emitter: Emitter, filter: Value): string {
  const [height, width, channels, multiplier] = filter.shape
  return emitter.holdAs(filter, depthwiseOrder, [channels * multiplier, 1, height, width])
}

/** Converts an image [B, H, W, C] to matrices [B, C, HW]. */
export function flattenImage(emitter: Emitter, image: Value): StoredValue {
  const [batch, height, width, channels] = image.shape
  const shape = [batch, channels, height * width]
  return stored(emitter.holdAs(image, imageOrder, shape), shape, image.dtype, [0, 1, 2])
}

/**
 * Emits a 1×1 convolution with a computed filter [1, 1, in, out] as a matrix product, with channels first or last, as its
 * reader prefers. An image with another layout is transposed first, which engines fuse into the convolution that computes
 * it.
 */
function multiplyChannels(emitter: Emitter, image: Value, filter: Value, type: TensorType): Value {
  const [batch, height, width, channels] = image.shape
  const [pixels, outputs] = [height * width, filter.shape[3]]
  const weights = emitter.reshape(filter, [channels, outputs])
  const { builder } = emitter
  const channelsFirst = () => {
    const product = builder.op('MatMul', [holdMatrices(emitter, exchanged(weights)), flattenImage(emitter, image).name])
    return builder.reshape(product, [batch, outputs, pixels], [batch, outputs, height, width])
  }
  const channelsLast = () => {
    const rows = emitter.holdAs(image, identityOrder(4), [batch, pixels, channels])
    const product = builder.op('MatMul', [rows, holdMatrices(emitter, weights)])
    return builder.reshape(product, [batch, pixels, outputs], type.shape)
  }
  if (emitter.channels === 'last') {
    return stored(builder.transpose(channelsLast(), imageOrder), type.shape, type.dtype, imageOrder)
  }
  const ways = [
    { order: imageOrder, make: channelsFirst },
    { order: identityOrder(4), make: channelsLast },
  ]
  return emitter.choose(type, emitter.movesData(image, imageOrder) ? ways.reverse() : ways)
}

const conv2d: EmitNode<'Conv2D'> = (node, emitter) => {
  const [image, filter] = emitter.inputs(node)
  const window = windowOf(node.attrs, filter.shape)
  const [type] = node.outputs
  if (!emitter.isFixed(filter) && isPointwise(window)) return [multiplyChannels(emitter, image, filter, type)]
  const operands = [emitter.hold(image, imageOrder), emitter.hold(filter, filterOrder)]
  return [emitter.emit('Conv', operands, { ...type, order: imageOrder }, convAttributes(window))]
}

const depthwiseConv2d: EmitNode<'DepthwiseConv2dNative'> = (node, emitter) => {
  const [image, filter] = emitter.inputs(node)
  const operands = [emitter.hold(image, imageOrder), holdDepthwiseFilter(emitter, filter)]
  const attributes = convAttributes(windowOf(node.attrs, filter.shape), filter.shape[2])
  return [emitter.emit('Conv', operands, { ...node.outputs[0], order: imageOrder }, attributes)]
}

/** Two-dimensional convolutions. */
export const convolutions: EmitNodes<'Conv2D' | 'DepthwiseConv2dNative'> = {
  Conv2D: conv2d,
  DepthwiseConv2dNative: depthwiseConv2d,
}

/** Returns the attributes of a Conv with this window. */
export function convAttributes({ kernel, strides, dilations, pads }: Window, group = 1): OnnxAttributes {
  return { kernel_shape: kernel, strides, dilations, pads, group }
}
