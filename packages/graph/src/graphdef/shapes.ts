import type { ShapeAttributes } from '../operations/attributes.js'
import * as attr from './attr-value.js'
import type { EmitContext, GraphDefEmitters } from './emit.js'

/** Operations that move elements. */
export const shapes: GraphDefEmitters<keyof ShapeAttributes> = {
  Reshape: call =>
    call.write('Reshape', [call.inputs[0], call.writer.integers(call.attrs.shape)], { Tshape: attr.int32 }),
  Transpose: call =>
    call.write('Transpose', [call.inputs[0], call.writer.integers(call.attrs.perm)], { Tperm: attr.int32 }),
  Concat: call => {
    const attrs = { N: attr.int(call.inputs.length), Tidx: attr.int32 }
    return call.write('ConcatV2', [...call.inputs, call.writer.integer(call.attrs.axis)], attrs)
  },
  SplitV: call => {
    const inputs = [call.inputs[0], call.writer.integers(call.attrs.sizes), call.writer.integer(call.attrs.axis)]
    return call.write('SplitV', inputs, { num_split: attr.int(call.node.outputs.length), Tlen: attr.int32 })
  },
  Tile: call => call.write('Tile', [call.inputs[0], call.writer.integers(call.attrs.reps)], { Tmultiples: attr.int32 }),
  PadV2: pad,
  MirrorPad: call => {
    const attrs = { Tpaddings: attr.int32, mode: attr.text(call.attrs.mode.toUpperCase()) }
    return call.write('MirrorPad', [call.inputs[0], paddings(call)], attrs)
  },
  Reverse: call =>
    call.write('ReverseV2', [call.inputs[0], call.writer.integers(call.attrs.axes)], { Tidx: attr.int32 }),
}

function pad(call: EmitContext<'PadV2'>): string {
  const value = call.attrs.constantValue
  if (value === 0) return call.write('Pad', [call.inputs[0], paddings(call)], { Tpaddings: attr.int32 })
  const inputs = [call.inputs[0], paddings(call), call.writer.number(value, call.dtype)]
  return call.write('PadV2', inputs, { Tpaddings: attr.int32 })
}

function paddings(call: EmitContext<'PadV2' | 'MirrorPad'>): string {
  const pairs = call.attrs.paddings
  return call.writer.integers(pairs.flat(), [pairs.length, 2])
}
