import * as attr from './attr-value.js'
import type { EmitContext, EmitterTable } from './emit.js'

const int32 = attr.type('int32')

/** Reductions, and operations that move or choose elements. */
export const structure: EmitterTable = {
  Sum: reduce,
  Mean: reduce,
  Max: reduce,
  Min: reduce,
  Prod: reduce,
  All: call => reduceBool(call),
  Any: call => reduceBool(call),
  ArgMax: extremePosition,
  ArgMin: extremePosition,
  Softmax: call => call.write('Softmax', call.inputs),
  LogSoftmax: call => call.write('LogSoftmax', call.inputs),
  Cumsum: call =>
    call.write('Cumsum', [call.inputs[0], call.writer.integer(call.attrs.number('axis'))], {
      exclusive: attr.bool(call.attrs.flag('exclusive')),
      reverse: attr.bool(call.attrs.flag('reverse')),
      Tidx: int32,
    }),
  Reshape: call => call.write('Reshape', [call.inputs[0], integers(call, 'shape')], { Tshape: int32 }),
  Transpose: call => call.write('Transpose', [call.inputs[0], integers(call, 'perm')], { Tperm: int32 }),
  Concat: call =>
    call.write('ConcatV2', [...call.inputs, call.writer.integer(call.attrs.number('axis'))], {
      N: attr.int(call.inputs.length),
      Tidx: int32,
    }),
  SplitV: call => {
    const inputs = [call.inputs[0], integers(call, 'sizes'), call.writer.integer(call.attrs.number('axis'))]
    return call.write('SplitV', inputs, { num_split: attr.int(call.node.outputs.length), Tlen: int32 })
  },
  Slice: call =>
    call.write('Slice', [call.inputs[0], integers(call, 'begin'), integers(call, 'size')], { Index: int32 }),
  StridedSlice: stridedSlice,
  Tile: call => call.write('Tile', [call.inputs[0], integers(call, 'reps')], { Tmultiples: int32 }),
  PadV2: pad,
  MirrorPad: call =>
    call.write('MirrorPad', [call.inputs[0], paddings(call)], {
      Tpaddings: int32,
      mode: attr.text(call.attrs.text('mode').toUpperCase()),
    }),
  Reverse: call => call.write('ReverseV2', [call.inputs[0], integers(call, 'axes')], { Tidx: int32 }),
  TopK: call =>
    call.write('TopKV2', [call.inputs[0], call.writer.integer(call.attrs.number('k'))], {
      sorted: attr.bool(call.attrs.flag('sorted')),
    }),
  GatherV2: gather,
  UnsortedSegmentSum: call =>
    call.write('UnsortedSegmentSum', [...call.inputs, call.writer.integer(call.attrs.number('numSegments'))], {
      Tindices: int32,
      Tnumsegments: int32,
    }),
  OneHot: oneHot,
  DepthToSpace: call =>
    call.write('DepthToSpace', call.inputs, { block_size: attr.int(call.attrs.number('blockSize')) }),
  ResizeBilinear: call => resize(call),
  ResizeNearestNeighbor: call => resize(call),
}

function integers(call: EmitContext, name: string): string {
  return call.writer.integers(call.attrs.numbers(name))
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
  const axis = call.writer.integer(call.attrs.number('axis'))
  return call.write(call.node.op, [call.inputs[0], axis], { Tidx: int32, output_type: int32 })
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

function paddings(call: EmitContext): string {
  const pairs = call.attrs.pairs('paddings')
  const type = { shape: [pairs.length, 2], dtype: 'int32' as const }
  return call.writer.constant(`${call.hint}/paddings`, Int32Array.from(pairs.flat()), type)
}

function pad(call: EmitContext): string {
  const value = call.attrs.number('constantValue')
  if (value === 0) return call.write('Pad', [call.inputs[0], paddings(call)], { Tpaddings: int32 })
  const inputs = [call.inputs[0], paddings(call), call.writer.number(value, call.dtype)]
  return call.write('PadV2', inputs, { Tpaddings: int32 })
}

function gather(call: EmitContext): string {
  return call.writer.add(call.hint, 'GatherV2', [...call.inputs, call.writer.integer(call.attrs.number('axis'))], {
    Tparams: attr.type(call.inputType()),
    Tindices: attr.type(call.inputType(1)),
    Taxis: int32,
    batch_dims: attr.int(call.attrs.number('batchDims')),
  })
}

function oneHot(call: EmitContext): string {
  const value = (name: string) => call.writer.number(call.attrs.number(name), call.dtype)
  const inputs = [call.inputs[0], call.writer.integer(call.attrs.number('depth')), value('onValue'), value('offValue')]
  return call.writer.add(call.hint, 'OneHot', inputs, {
    T: attr.type(call.dtype),
    TI: attr.type(call.inputType()),
    axis: attr.int(-1),
  })
}

function resize(call: EmitContext): string {
  return call.write(call.node.op, [call.inputs[0], integers(call, 'size')], {
    align_corners: attr.bool(call.attrs.flag('alignCorners')),
    half_pixel_centers: attr.bool(call.attrs.flag('halfPixelCenters')),
  })
}
