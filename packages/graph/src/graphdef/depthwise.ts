import type { WindowAttributes } from '../operations/attributes.js'
import { shapeOf } from '../values.js'
import * as attr from './attr-value.js'
import type { EmitContext, GraphDefEmitters } from './emit.js'
import type { AttrValue } from './messages.js'
import { convolution, explicitPadding } from './windows.js'

type Forward = 'DepthwiseConv2dNative'
type InputGradient = `${Forward}BackpropInput`
type FilterGradient = `${Forward}BackpropFilter`

/**
 * Convolutions of each channel separately. Not every build of TensorFlow supports dilations, or strides that differ between
 * height and width. A dilated filter is therefore written as a larger one with zeros, and such strides by selecting results
 * of a convolution with stride 1.
 */
export const depthwise: GraphDefEmitters<Forward | InputGradient | FilterGradient> = {
  DepthwiseConv2dNative: forward,
  DepthwiseConv2dNativeBackpropInput: inputGradient,
  DepthwiseConv2dNativeBackpropFilter: filterGradient,
}

function forward(call: EmitContext<Forward>): string {
  const [x, filter] = call.inputs
  const { attrs, size, strides, dilations } = plan(call, shapeOf(call.node.inputs[0]), shapeOf(call.node.inputs[1]))
  const spread = dilations ? insertZeros(call, filter, size, dilations) : filter
  const y = call.write('DepthwiseConv2dNative', [x, spread], attrs)
  return strides ? everySoMany(call, y, strides) : y
}

function inputGradient(call: EmitContext<InputGradient>): string {
  const [dy, filter] = call.inputs
  const { inputShape } = call.attrs
  const { attrs, size, strides, dilations, steps } = plan(call, inputShape, shapeOf(call.node.inputs[1]))
  const spread = dilations ? insertZeros(call, filter, size, dilations) : filter
  const gradient = strides ? insertZeros(call, dy, [...steps, shapeOf(call.node.inputs[0])[3]], strides) : dy
  return call.write(call.node.op, [call.writer.integers(inputShape), spread, gradient], attrs)
}

function filterGradient(call: EmitContext<FilterGradient>): string {
  const [x, dy] = call.inputs
  const { filterShape } = call.attrs
  const { attrs, size, strides, dilations, steps } = plan(call, shapeOf(call.node.inputs[0]), filterShape)
  const gradient = strides ? insertZeros(call, dy, [...steps, shapeOf(call.node.inputs[1])[3]], strides) : dy
  const result = call.write(call.node.op, [x, call.writer.integers(size), gradient], attrs)
  return dilations ? everySoMany(call, result, dilations) : result
}

interface Plan {
  readonly attrs: Record<string, AttrValue>
  /** The filter's shape, including zeros between its elements. */
  readonly size: readonly number[]
  /** Strides per axis to apply to the result of a convolution with stride 1. */
  readonly strides?: readonly number[]
  /** Distances per axis between the elements of the filter. */
  readonly dilations?: readonly number[]
  /** Batch, height and width of the result before applying strides. */
  readonly steps: readonly number[]
}

function plan(
  { attrs: window }: { attrs: WindowAttributes },
  inputShape: readonly number[],
  filterShape: readonly number[],
): Plan {
  const [strideRows, strideColumns] = window.strides
  const [dilationRows, dilationColumns] = window.dilations
  const [top, bottom, left, right] = window.pads
  const uneven = strideRows !== strideColumns
  const dilated = dilationRows !== 1 || dilationColumns !== 1
  const [rows, columns, ...channels] = filterShape
  const size = [(rows - 1) * dilationRows + 1, (columns - 1) * dilationColumns + 1, ...channels]
  const [batch, height, width] = inputShape
  const steps = [batch, height + top + bottom - size[0] + 1, width + left + right - size[1] + 1]
  if (!uneven && !dilated) return { attrs: convolution(window), size, steps }
  const attrs = {
    strides: attr.ints(uneven ? [1, 1, 1, 1] : [1, strideRows, strideColumns, 1]),
    dilations: attr.ints([1, 1, 1, 1]),
    ...explicitPadding(window.pads),
  }
  const strides = uneven ? [1, strideRows, strideColumns, 1] : undefined
  return { attrs, size, steps, strides, dilations: dilated ? [dilationRows, dilationColumns, 1, 1] : undefined }
}

/** Spreads the elements over a larger shape with the given strides, with zeros between them. */
function insertZeros(call: EmitContext, name: string, shape: readonly number[], strides: readonly number[]): string {
  const [size, begin] = [call.writer.integers(shape), call.writer.integers(shape.map(() => 0))]
  const inputs = [size, begin, size, call.writer.integers(strides), name]
  return call.write('StridedSliceGrad', inputs, { Index: attr.int32 })
}

function everySoMany(call: EmitContext, name: string, strides: readonly number[]): string {
  const zeros = call.writer.integers(strides.map(() => 0))
  const masks = { begin_mask: attr.int(15), end_mask: attr.int(15) }
  return call.write('StridedSlice', [name, zeros, zeros, call.writer.integers(strides)], {
    Index: attr.int32,
    ...masks,
  })
}
