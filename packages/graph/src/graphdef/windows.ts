import type { Pooling, PoolingAttributes, WindowAttributes } from '../operations/attributes.js'
import * as attr from './attr-value.js'
import type { GraphDefEmitters } from './emit.js'
import type { AttrValue } from './messages.js'

/** Convolutions over all channels, and pooling. */
export const windows: GraphDefEmitters<'Conv2D' | `Conv2DBackprop${'Input' | 'Filter'}` | keyof PoolingAttributes> = {
  Conv2D: call => call.write('Conv2D', call.inputs, convolution(call.attrs)),
  Conv2DBackpropInput: call => {
    const [dy, filter] = call.inputs
    return call.write(
      'Conv2DBackpropInput',
      [call.writer.integers(call.attrs.inputShape), filter, dy],
      convolution(call.attrs),
    )
  },
  Conv2DBackpropFilter: call => {
    const [x, dy] = call.inputs
    return call.write(
      'Conv2DBackpropFilter',
      [x, call.writer.integers(call.attrs.filterShape), dy],
      convolution(call.attrs),
    )
  },
  MaxPool: call => call.write('MaxPool', call.inputs, pooling(call.attrs)),
  AvgPool: call => call.write('AvgPool', call.inputs, pooling(call.attrs)),
  MaxPoolGrad: call => {
    const [dy, x, y] = call.inputs
    return call.write('MaxPoolGrad', [x, y, dy], pooling(call.attrs))
  },
  AvgPoolGrad: call =>
    call.write('AvgPoolGrad', [call.writer.integers(call.attrs.inputShape), call.inputs[0]], pooling(call.attrs)),
}

/** Returns the attributes of a convolution. */
export function convolution({ strides, dilations, padding, pads }: WindowAttributes): Record<string, AttrValue> {
  const attrs = { strides: perPixel(strides), dilations: perPixel(dilations) }
  if (padding !== 'explicit') return { ...attrs, padding: attr.text(padding.toUpperCase()) }
  return { ...attrs, ...explicitPadding(pads) }
}

export function explicitPadding(pads: WindowAttributes['pads']): Record<string, AttrValue> {
  const paddings = attr.ints([0, 0, ...pads, 0, 0]) // [B, B, top, bottom, left, right, C, C]
  return { padding: attr.text('EXPLICIT'), explicit_paddings: paddings }
}

function pooling({ window, strides, padding }: Pooling): Record<string, AttrValue> {
  return { ksize: perPixel(window), strides: perPixel(strides), padding: attr.text(padding.toUpperCase()) }
}

/** Returns height and width in TensorFlow's format, between batch and channels. */
function perPixel([height, width]: readonly [number, number]): AttrValue {
  return attr.ints([1, height, width, 1]) // [B, H, W, C]
}
