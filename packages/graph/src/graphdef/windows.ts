import * as attr from './attr-value.js'
import type { EmitContext, GraphDefEmitters } from './emit.js'
import { integers } from './integers.js'
import type { AttrValue } from './messages.js'

/** Convolutions over all channels, and pooling. */
export const windows: GraphDefEmitters = {
  Conv2D: call => call.write('Conv2D', call.inputs, convolution(call)),
  Conv2DBackpropInput: call => {
    const [dy, filter] = call.inputs
    return call.write('Conv2DBackpropInput', [integers(call, 'inputShape'), filter, dy], convolution(call))
  },
  Conv2DBackpropFilter: call => {
    const [x, dy] = call.inputs
    return call.write('Conv2DBackpropFilter', [x, integers(call, 'filterShape'), dy], convolution(call))
  },
  MaxPool: call => call.write('MaxPool', call.inputs, pooling(call)),
  AvgPool: call => call.write('AvgPool', call.inputs, pooling(call)),
  MaxPoolGrad: call => {
    const [dy, x, y] = call.inputs
    return call.write('MaxPoolGrad', [x, y, dy], pooling(call))
  },
  AvgPoolGrad: call => call.write('AvgPoolGrad', [integers(call, 'inputShape'), call.inputs[0]], pooling(call)),
}

/** The attributes of a convolution. */
export function convolution(call: EmitContext): Record<string, AttrValue> {
  const attrs = { strides: perPixel(call, 'strides'), dilations: perPixel(call, 'dilations') }
  const kind = call.attrs.text('padding')
  if (kind !== 'explicit') return { ...attrs, padding: attr.text(kind.toUpperCase()) }
  return { ...attrs, ...explicitPadding(call) }
}

export function explicitPadding(call: EmitContext): Record<string, AttrValue> {
  const pads = attr.ints([0, 0, ...call.attrs.numbers('pads'), 0, 0]) // [B, B, top, bottom, left, right, C, C]
  return { padding: attr.text('EXPLICIT'), explicit_paddings: pads }
}

function pooling(call: EmitContext): Record<string, AttrValue> {
  const padding = attr.text(call.attrs.text('padding').toUpperCase())
  return { ksize: perPixel(call, 'window'), strides: perPixel(call, 'strides'), padding }
}

/** Height and width as TensorFlow wants them, among batch and channels. */
function perPixel(call: EmitContext, name: string): AttrValue {
  return attr.ints([1, ...call.attrs.pair(name), 1]) // [B, H, W, C]
}
