import type { IndexingAttributes } from '../operations/attributes.js'
import * as attr from './attr-value.js'
import type { EmitContext, GraphDefEmitters } from './emit.js'

/** Operations that select elements by position. */
export const indexing: GraphDefEmitters<keyof IndexingAttributes> = {
  Slice: call =>
    call.write(
      'Slice',
      [call.inputs[0], call.writer.integers(call.attrs.begin), call.writer.integers(call.attrs.size)],
      { Index: attr.int32 },
    ),
  StridedSlice: stridedSlice,
  TopK: call => {
    const attrs = { sorted: attr.bool(call.attrs.sorted) }
    return call.write('TopKV2', [call.inputs[0], call.writer.integer(call.attrs.k)], attrs)
  },
  GatherV2: gather,
  GatherNd: call => {
    const attrs = { Tparams: attr.type(call.dtype), Tindices: attr.type(call.inputType(1)) }
    return call.writer.add(call.hint, 'GatherNd', call.inputs, attrs)
  },
  ScatterNd: call => {
    const attrs = { T: attr.type(call.dtype), Tindices: attr.type(call.inputType()) }
    return call.writer.add(call.hint, 'ScatterNd', [...call.inputs, call.writer.integers(call.attrs.shape)], attrs)
  },
  TensorScatterUpdate: call =>
    call.write('TensorScatterUpdate', call.inputs, { Tindices: attr.type(call.inputType(1)) }),
  UnsortedSegmentSum: call => {
    const attrs = { Tindices: attr.type(call.inputType(1)), Tnumsegments: attr.int32 }
    return call.write('UnsortedSegmentSum', [...call.inputs, call.writer.integer(call.attrs.numSegments)], attrs)
  },
  OneHot: oneHot,
}

/** A null end is before the first element. */
function stridedSlice(call: EmitContext<'StridedSlice'>): string {
  const { begin, end, strides } = call.attrs
  const endMask = end.reduce<number>((mask, position, axis) => (position === null ? mask | (1 << axis) : mask), 0)
  const positions = [begin, end.map(position => position ?? 0), strides]
  const inputs = [call.inputs[0], ...positions.map(numbers => call.writer.integers(numbers))]
  return call.write('StridedSlice', inputs, { Index: attr.int32, end_mask: attr.int(endMask) })
}

function gather(call: EmitContext<'GatherV2'>): string {
  return call.writer.add(call.hint, 'GatherV2', [...call.inputs, call.writer.integer(call.attrs.axis)], {
    Tparams: attr.type(call.inputType()),
    Tindices: attr.type(call.inputType(1)),
    Taxis: attr.int32,
    batch_dims: attr.int(call.attrs.batchDims),
  })
}

function oneHot(call: EmitContext<'OneHot'>): string {
  const { depth, onValue, offValue } = call.attrs
  const value = (number: number) => call.writer.number(number, call.dtype)
  const inputs = [call.inputs[0], call.writer.integer(depth), value(onValue), value(offValue)]
  const attrs = { T: attr.type(call.dtype), TI: attr.type(call.inputType()), axis: attr.int(-1) }
  return call.writer.add(call.hint, 'OneHot', inputs, attrs)
}
