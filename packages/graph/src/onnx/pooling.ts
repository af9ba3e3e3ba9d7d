import type { Pooling, PoolingAttributes } from '../operations/attributes.js'
import { type Window, windowOf } from '../window.js'
import { imageOrder } from './axis-order.js'
import { broadcast, splat } from './broadcast.js'
import { inputGradient } from './convolution-gradients.js'
import type { EmitNode, EmitNodes } from './emitter.js'
import { stored, type Value } from './value.js'

function poolingWindow({ attrs }: { attrs: Pooling }): Window {
  return windowOf(attrs, attrs.window)
}

function poolAttributes({ kernel, strides, pads }: Window) {
  return { kernel_shape: kernel, strides, pads }
}

/** ONNX ignores padding in means, as tfjs does. */
const pool =
  (op: string): EmitNode<'MaxPool' | 'AvgPool'> =>
  (node, emitter) => {
    const [x] = emitter.inputs(node)
    const place = { ...node.outputs[0], order: imageOrder }
    return [emitter.emit(op, [emitter.hold(x, imageOrder)], place, poolAttributes(poolingWindow(node)))]
  }

/** Adds each element of dy at the position of its window's maximum, indexed over all of x. */
const maxPoolGradient: EmitNode<'MaxPoolGrad'> = (node, emitter) => {
  const [dy, x] = emitter.inputs(node)
  const [{ shape, dtype }] = node.outputs
  const { builder } = emitter
  const [, places] = builder.add('MaxPool', [emitter.hold(x, imageOrder)], poolAttributes(poolingWindow(node)), 2)
  const [all] = [builder.integers([-1])]
  const size = x.shape.reduce((product, length) => product * length, 1)
  const zeros = emitter.holdLogical({ ...splat(0, dtype), shape: [size], order: [0] })
  const updates = builder.op('Reshape', [emitter.hold(dy, imageOrder), all])
  const sums = builder.op('ScatterElements', [zeros, builder.op('Reshape', [places, all]), updates], {
    reduction: 'add',
  })
  const [batch, height, width, channels] = shape
  return [stored(builder.reshape(sums, [size], [batch, channels, height, width]), shape, dtype, imageOrder)]
}

/** Returns the number of image elements, without padding, that each window covers: [1, H, W, 1]. */
function windowSizes({ kernel, strides, pads }: Window, image: readonly number[], outputs: readonly number[]): Value {
  const along = (axis: number) =>
    Array.from({ length: outputs[axis] }, (_, index) => {
      const begin = index * strides[axis] - pads[axis]
      return Math.min(begin + kernel[axis], image[axis]) - Math.max(begin, 0)
    })
  const [rows, columns] = [along(0), along(1)]
  const values = Float32Array.from(rows.flatMap(height => columns.map(width => height * width)))
  return { values, shape: [1, rows.length, columns.length, 1], dtype: 'float32', order: [0, 1, 2, 3] }
}

/** Every window distributes its part of dy over the elements that it averaged. */
const averagePoolGradient: EmitNode<'AvgPoolGrad'> = (node, emitter) => {
  const [dy] = emitter.inputs(node)
  const [type] = node.outputs
  const window = poolingWindow(node)
  const [, height, width, channels] = type.shape
  const sizes = windowSizes(window, [height, width], dy.shape.slice(1, 3))
  const shares = broadcast(emitter, 'Div', [dy, sizes], { shape: dy.shape, dtype: dy.dtype })
  const ones = { ...splat(1), shape: [...window.kernel, channels, 1], order: [0, 1, 2, 3] }
  return [inputGradient(emitter, shares, ones, window, type, channels)]
}

/** Maxima and means over windows, and their derivatives. */
export const pooling: EmitNodes<keyof PoolingAttributes> = {
  MaxPool: pool('MaxPool'),
  AvgPool: pool('AveragePool'),
  MaxPoolGrad: maxPoolGradient,
  AvgPoolGrad: averagePoolGradient,
}
