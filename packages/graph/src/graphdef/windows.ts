import { shapeOf } from '../values.js'
import * as attr from './attr-value.js'
import type { EmitContext, EmitterTable } from './emit.js'
import type { AttrValue } from './messages.js'

/** Matrix products, convolutions and pooling. */
export const windows: EmitterTable = {
  BatchMatMul: call => {
    const [transposeA, transposeB] = [call.attrs.flag('transposeA'), call.attrs.flag('transposeB')]
    const isMatrix = call.node.inputs.every(input => shapeOf(input).length === 2)
    if (isMatrix) {
      return call.write('MatMul', call.inputs, {
        transpose_a: attr.bool(transposeA),
        transpose_b: attr.bool(transposeB),
      })
    }
    return call.write('BatchMatMulV2', call.inputs, { adj_x: attr.bool(transposeA), adj_y: attr.bool(transposeB) })
  },
  Conv2D: call => call.write('Conv2D', call.inputs, convolution(call)),
  Conv2DBackpropInput: inputGradient,
  Conv2DBackpropFilter: filterGradient,
  DepthwiseConv2dNative: call => call.write('DepthwiseConv2dNative', call.inputs, convolution(call)),
  DepthwiseConv2dNativeBackpropInput: inputGradient,
  DepthwiseConv2dNativeBackpropFilter: filterGradient,
  MaxPool: call => call.write('MaxPool', call.inputs, pooling(call)),
  AvgPool: call => call.write('AvgPool', call.inputs, pooling(call)),
  MaxPoolGrad: call => {
    const [dy, x, y] = call.inputs
    return call.write('MaxPoolGrad', [x, y, dy], pooling(call))
  },
  AvgPoolGrad: call =>
    call.write('AvgPoolGrad', [call.writer.integers(call.attrs.numbers('inputShape')), call.inputs[0]], pooling(call)),
}

function inputGradient(call: EmitContext): string {
  const [dy, filter] = call.inputs
  const shape = call.writer.integers(call.attrs.numbers('inputShape'))
  return call.write(call.node.op, [shape, filter, dy], convolution(call))
}

function filterGradient(call: EmitContext): string {
  const [x, dy] = call.inputs
  const shape = call.writer.integers(call.attrs.numbers('filterShape'))
  return call.write(call.node.op, [x, shape, dy], convolution(call))
}

function convolution(call: EmitContext): Record<string, AttrValue> {
  return {
    strides: perPixel(call, 'strides'),
    dilations: perPixel(call, 'dilations'),
    data_format: attr.text('NHWC'),
    ...padding(call),
  }
}

function pooling(call: EmitContext): Record<string, AttrValue> {
  const { strides, data_format, ...rest } = convolution(call)
  return { ksize: perPixel(call, 'window'), strides, data_format, padding: rest.padding }
}

/** Height and width as TensorFlow wants them, among batch and channels. */
function perPixel(call: EmitContext, name: string): AttrValue {
  return attr.ints([1, ...call.attrs.pair(name), 1])
}

function padding(call: EmitContext): Record<string, AttrValue> {
  const kind = call.attrs.text('padding')
  if (kind !== 'explicit') return { padding: attr.text(kind.toUpperCase()) }
  const pads = call.attrs.numbers('pads')
  return { padding: attr.text('EXPLICIT'), explicit_paddings: attr.ints([0, 0, ...pads, 0, 0]) }
}
