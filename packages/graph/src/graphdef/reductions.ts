import type { ReductionAttributes } from '../operations/attributes.js'
import * as attr from './attr-value.js'
import type { EmitContext, GraphDefEmitters } from './emit.js'

/** Reductions over axes, and functions along an axis. */
export const reductions: GraphDefEmitters<keyof ReductionAttributes> = {
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

function reduce(call: EmitContext<'Sum' | 'Mean' | 'Max' | 'Min' | 'Prod'>): string {
  const attrs = { keep_dims: attr.bool(call.attrs.keepDims), Tidx: attr.int32 }
  return call.write(call.node.op, [call.inputs[0], call.writer.integers(call.attrs.axes)], attrs)
}

function reduceBool(call: EmitContext<'All' | 'Any'>): string {
  const attrs = { keep_dims: attr.bool(call.attrs.keepDims), Tidx: attr.int32 }
  return call.writer.add(call.hint, call.node.op, [call.inputs[0], call.writer.integers(call.attrs.axes)], attrs)
}

function extremePosition(call: EmitContext<'ArgMax' | 'ArgMin'>): string {
  return call.write(call.node.op, [call.inputs[0], call.writer.integer(call.attrs.axis)], {
    Tidx: attr.int32,
    output_type: attr.int32,
  })
}

function cumulative(call: EmitContext<'Cumsum' | 'Cumprod'>): string {
  return call.write(call.node.op, [call.inputs[0], call.writer.integer(call.attrs.axis)], {
    exclusive: attr.bool(call.attrs.exclusive),
    reverse: attr.bool(call.attrs.reverse),
    Tidx: attr.int32,
  })
}
