import * as attr from './attr-value.js'
import type { EmitContext, GraphDefEmitters } from './emit.js'
import { int32, integer, integers } from './integers.js'

/** Operations that choose elements by their positions. */
export const indexing: GraphDefEmitters = {
  Slice: call =>
    call.write('Slice', [call.inputs[0], integers(call, 'begin'), integers(call, 'size')], { Index: int32 }),
  StridedSlice: stridedSlice,
  TopK: call => {
    const attrs = { sorted: attr.bool(call.attrs.flag('sorted')) }
    return call.write('TopKV2', [call.inputs[0], integer(call, 'k')], attrs)
  },
  GatherV2: gather,
  GatherNd: call => {
    const attrs = { Tparams: attr.type(call.dtype), Tindices: attr.type(call.inputType(1)) }
    return call.writer.add(call.hint, 'GatherNd', call.inputs, attrs)
  },
  ScatterNd: call => {
    const attrs = { T: attr.type(call.dtype), Tindices: attr.type(call.inputType()) }
    return call.writer.add(call.hint, 'ScatterNd', [...call.inputs, integers(call, 'shape')], attrs)
  },
  UnsortedSegmentSum: call => {
    const attrs = { Tindices: attr.type(call.inputType(1)), Tnumsegments: int32 }
    return call.write('UnsortedSegmentSum', [...call.inputs, integer(call, 'numSegments')], attrs)
  },
  OneHot: oneHot,
}

/** An end of null lies before the first element. */
function stridedSlice(call: EmitContext): string {
  const raw = call.attrs.raw('end')
  const ends: unknown[] = Array.isArray(raw) ? raw : []
  const end = ends.map(position => (typeof position === 'number' ? position : 0))
  const endMask = ends.reduce<number>((mask, position, axis) => (position === null ? mask | (1 << axis) : mask), 0)
  const inputs = [call.inputs[0], integers(call, 'begin'), call.writer.integers(end), integers(call, 'strides')]
  return call.write('StridedSlice', inputs, { Index: int32, end_mask: attr.int(endMask) })
}

function gather(call: EmitContext): string {
  return call.writer.add(call.hint, 'GatherV2', [...call.inputs, integer(call, 'axis')], {
    Tparams: attr.type(call.inputType()),
    Tindices: attr.type(call.inputType(1)),
    Taxis: int32,
    batch_dims: attr.int(call.attrs.number('batchDims')),
  })
}

function oneHot(call: EmitContext): string {
  const value = (name: string) => call.writer.number(call.attrs.number(name), call.dtype)
  const inputs = [call.inputs[0], integer(call, 'depth'), value('onValue'), value('offValue')]
  const attrs = { T: attr.type(call.dtype), TI: attr.type(call.inputType()), axis: attr.int(-1) }
  return call.writer.add(call.hint, 'OneHot', inputs, attrs)
}
