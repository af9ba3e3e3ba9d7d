import * as attr from './attr-value.js'
import type { EmitContext, GraphDefEmitters } from './emit.js'
import { int32, integer, integers } from './integers.js'

/** Sums and the like over axes, and functions along an axis. */
export const reductions: GraphDefEmitters = {
  Sum: reduce,
  Mean: reduce,
  Max: reduce,
  Min: reduce,
  Prod: reduce,
  All: reduceBool,
  Any: reduceBool,
  ArgMax: extremePosition,
  ArgMin: extremePosition,
  Softmax: call => call.write('Softmax', call.inputs),
  Cumsum: cumulative,
  Cumprod: cumulative,
}

function reduce(call: EmitContext): string {
  const attrs = { keep_dims: attr.bool(call.attrs.flag('keepDims')), Tidx: int32 }
  return call.write(call.node.op, [call.inputs[0], integers(call, 'axes')], attrs)
}

function reduceBool(call: EmitContext): string {
  const attrs = { keep_dims: attr.bool(call.attrs.flag('keepDims')), Tidx: int32 }
  return call.writer.add(call.hint, call.node.op, [call.inputs[0], integers(call, 'axes')], attrs)
}

function extremePosition(call: EmitContext): string {
  return call.write(call.node.op, [call.inputs[0], integer(call, 'axis')], { Tidx: int32, output_type: int32 })
}

function cumulative(call: EmitContext): string {
  return call.write(call.node.op, [call.inputs[0], integer(call, 'axis')], {
    exclusive: attr.bool(call.attrs.flag('exclusive')),
    reverse: attr.bool(call.attrs.flag('reverse')),
    Tidx: int32,
  })
}
