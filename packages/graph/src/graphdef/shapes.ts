import * as attr from './attr-value.js'
import type { EmitContext, GraphDefEmitters } from './emit.js'
import { int32, integer, integers } from './integers.js'

/** Operations that move elements. */
export const shapes: GraphDefEmitters = {
  Reshape: call => call.write('Reshape', [call.inputs[0], integers(call, 'shape')], { Tshape: int32 }),
  Transpose: call => call.write('Transpose', [call.inputs[0], integers(call, 'perm')], { Tperm: int32 }),
  Concat: call => {
    const attrs = { N: attr.int(call.inputs.length), Tidx: int32 }
    return call.write('ConcatV2', [...call.inputs, integer(call, 'axis')], attrs)
  },
  SplitV: call => {
    const inputs = [call.inputs[0], integers(call, 'sizes'), integer(call, 'axis')]
    return call.write('SplitV', inputs, { num_split: attr.int(call.node.outputs.length), Tlen: int32 })
  },
  Tile: call => call.write('Tile', [call.inputs[0], integers(call, 'reps')], { Tmultiples: int32 }),
  PadV2: pad,
  MirrorPad: call => {
    const attrs = { Tpaddings: int32, mode: attr.text(call.attrs.text('mode').toUpperCase()) }
    return call.write('MirrorPad', [call.inputs[0], paddings(call)], attrs)
  },
  Reverse: call => call.write('ReverseV2', [call.inputs[0], integers(call, 'axes')], { Tidx: int32 }),
}

function pad(call: EmitContext): string {
  const value = call.attrs.number('constantValue')
  if (value === 0) return call.write('Pad', [call.inputs[0], paddings(call)], { Tpaddings: int32 })
  const inputs = [call.inputs[0], paddings(call), call.writer.number(value, call.dtype)]
  return call.write('PadV2', inputs, { Tpaddings: int32 })
}

function paddings(call: EmitContext): string {
  const pairs = call.attrs.pairs('paddings')
  return call.writer.integers(pairs.flat(), [pairs.length, 2])
}
