import * as tf from '@tensorflow/tfjs-core'
import type { GraphValue } from '../ir.js'
import { graphDType } from '../trace/dtype.js'
import type { KernelCall, KernelTable } from '../trace/kernel.js'
import { shapeOf, typeOf } from '../values.js'
import { reshape } from './shapes.js'

/** Kernels that select elements by position. */
export const indexing = {
  Slice: slice,
  StridedSlice: stridedSlice,
  TopK: topK,
  GatherV2: gather,
  UnsortedSegmentSum: segmentSum,
  OneHot: oneHot,
  GatherNd: gatherNd,
  ScatterNd: scatterNd,
  TensorScatterUpdate: tensorScatterUpdate,
} satisfies KernelTable

function slice(call: KernelCall): GraphValue {
  const x = call.input('x')
  const { shape, dtype } = typeOf(x)
  const info = { dataId: {}, shape: [...shape], dtype }
  const wanted = call.attrs.has('size') ? call.attrs.numbers('size') : undefined
  const [begin, size] = tf.slice_util.parseSliceParams(info, call.attrs.numbers('begin'), wanted)
  tf.slice_util.assertParamsValid(info, begin, size)
  return call.record('Slice', [x], { begin, size }, { shape: size, dtype })
}

function stridedSlice(call: KernelCall): GraphValue {
  const { attrs } = call
  const x = call.input('x')
  const mask = (name: string) => attrs.number(name, 0)
  const info = tf.slice_util.sliceInfo(
    [...shapeOf(x)],
    attrs.numbers('begin'),
    attrs.numbers('end'),
    attrs.numbers('strides'),
    mask('beginMask'),
    mask('endMask'),
    mask('ellipsisMask'),
    mask('newAxisMask'),
    mask('shrinkAxisMask'),
  )
  const { begin, end, strides, finalShape } = info
  const type = { shape: tf.slice_util.computeOutShape(begin, end, strides), dtype: typeOf(x).dtype }
  const sliced = strides.every(stride => stride === 1)
    ? call.record('Slice', [x], { begin, size: type.shape }, type)
    : call.record(
        'StridedSlice',
        [x],
        { begin, end: end.map(position => (position < 0 ? null : position)), strides },
        type,
      )
  return reshape(call, sliced, finalShape)
}

function topK(call: KernelCall): GraphValue[] {
  const x = call.input('x')
  const { shape, dtype } = typeOf(x)
  const [k, sorted] = [call.attrs.number('k'), call.attrs.flag('sorted', true)]
  const result = [...shape.slice(0, -1), k]
  const outputs = [
    { shape: result, dtype },
    { shape: result, dtype: 'int32' as const },
  ]
  return call.graph.operation('TopK', [x], { k, sorted }, outputs)
}

function gather(call: KernelCall): GraphValue {
  const [x, indices] = [call.input('x'), call.input('indices')]
  const { shape, dtype } = typeOf(x)
  const [axis] = tf.util.parseAxisParam(call.attrs.number('axis'), [...shape])
  const batchDims = call.attrs.number('batchDims', 0)
  const chosen = shapeOf(indices).slice(batchDims)
  const result = [...shape.slice(0, axis), ...chosen, ...shape.slice(axis + 1)]
  return call.record('GatherV2', [x, indices], { axis, batchDims }, { shape: result, dtype })
}

function segmentSum(call: KernelCall): GraphValue {
  const [x, ids] = [call.input('x'), call.input('segmentIds')]
  const numSegments = call.attrs.number('numSegments')
  const { shape, dtype } = typeOf(x)
  const result = [numSegments, ...shape.slice(shapeOf(ids).length)]
  return call.record('UnsortedSegmentSum', [x, ids], { numSegments }, { shape: result, dtype })
}

function oneHot(call: KernelCall): GraphValue {
  const { attrs } = call
  const indices = call.input('indices')
  const depth = attrs.number('depth')
  const values = { depth, onValue: attrs.number('onValue', 1), offValue: attrs.number('offValue', 0) }
  const dtype = graphDType(attrs.text('dtype', 'float32'))
  return call.record('OneHot', [indices], values, { shape: [...shapeOf(indices), depth], dtype })
}

/** Rows of the last axis of `indices` are positions in the first axes of `params`. */
function gatherNd(call: KernelCall): GraphValue {
  const [params, indices] = [call.input('params'), call.input('indices')]
  const { shape, dtype } = typeOf(params)
  const positions = shapeOf(indices)
  const depth = positions[positions.length - 1]
  const result = [...positions.slice(0, -1), ...shape.slice(depth)]
  return call.record('GatherNd', [params, indices], {}, { shape: result, dtype })
}

function scatterNd(call: KernelCall): GraphValue {
  const [indices, updates] = [call.input('indices'), call.input('updates')]
  const shape = call.attrs.numbers('shape')
  return call.record('ScatterNd', [indices, updates], { shape }, { shape, dtype: typeOf(updates).dtype })
}

/** Replaces parts of a tensor. If several updates have the same position, the engine chooses one. */
function tensorScatterUpdate(call: KernelCall): GraphValue {
  const tensor = call.input('tensor')
  return call.record('TensorScatterUpdate', [tensor, call.input('indices'), call.input('updates')], {}, typeOf(tensor))
}
