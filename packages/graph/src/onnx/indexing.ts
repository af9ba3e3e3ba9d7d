import type { GraphDType } from '../ir.js'
import type { IndexingAttributes } from '../operations/attributes.js'
import { identityOrder, positions, type Shape } from './axis-order.js'
import { broadcast, cast, splat } from './broadcast.js'
import type { EmitNode, EmitNodes, Emitter } from './emitter.js'
import { tensorType } from './schema.js'
import { gather, sliceValue } from './selection.js'
import { isConstant, type StoredValue, stored, type Value } from './value.js'

const slice: EmitNode<'Slice'> = (node, emitter) => {
  const [x] = emitter.inputs(node)
  const { shape } = node.outputs[0]
  const begins = node.attrs.begin
  const ranges = begins.map((begin, axis) => ({ axis, begin, end: begin + shape[axis], step: 1 }))
  return [
    sliceValue(
      emitter,
      x,
      ranges.filter(({ axis }) => shape[axis] !== x.shape[axis]),
      shape,
    ),
  ]
}

/** With negative steps, ONNX expects an end before the first element as −length − 1. */
const stridedSlice: EmitNode<'StridedSlice'> = (node, emitter) => {
  const [x] = emitter.inputs(node)
  const { shape } = node.outputs[0]
  const begins = node.attrs.begin
  const ranges = node.attrs.strides.map((step, axis) => {
    const end = begins[axis] + step * shape[axis]
    return { axis, begin: begins[axis], end: end < 0 ? -x.shape[axis] - 1 : end, step }
  })
  return [sliceValue(emitter, x, ranges, shape)]
}

/** Converts indices to int64, which every operator with indices supports. */
function holdIndices(emitter: Emitter, indices: Value, shape: Shape): string {
  const name = emitter.holdAs(indices, identityOrder(indices.shape.length), shape)
  return emitter.builder.op('Cast', [name], { to: tensorType.int64 })
}

const topK: EmitNode<'TopK'> = (node, emitter) => {
  const [x] = emitter.inputs(node)
  const [{ shape }] = node.outputs
  const axis = x.shape.length - 1
  const attributes = { axis: positions(x.order)[axis], sorted: node.attrs.sorted ? 1 : 0 }
  const k = emitter.builder.integers([shape[axis]])
  const [values, indices] = emitter.builder.add('TopK', [emitter.hold(x, x.order), k], attributes, 2)
  const narrow = emitter.builder.op('Cast', [indices], { to: tensorType.int32 })
  return [stored(values, shape, x.dtype, x.order), stored(narrow, shape, 'int32', x.order)]
}

/** Selects rows separately for each element of the leading `batchDims` axes. x is stored with `axis` right after them. */
function gatherBatched(emitter: Emitter, x: Value, indices: Value, axis: number, batchDims: number, shape: Shape) {
  const batch = identityOrder(batchDims)
  const rest = x.order.filter(other => other >= batchDims && other !== axis)
  const source = emitter.hold(x, [...batch, axis, ...rest])
  const input = [source, holdIndices(emitter, indices, [...indices.shape, 1])]
  const name = emitter.builder.op('GatherND', input, { batch_dims: batchDims })
  const inserted = indices.shape.length - batchDims
  const chosen = identityOrder(inserted).map(offset => axis + offset)
  const moved = rest.map(other => (other > axis ? other + inserted - 1 : other))
  return stored(name, shape, x.dtype, [...batch, ...chosen, ...moved])
}

/** Selects parts of a value at positions along its first axes. The last axis of the indices contains one position for each. */
const gatherNd: EmitNode<'GatherNd'> = (node, emitter) => {
  const [x, indices] = emitter.inputs(node)
  const depth = indices.shape[indices.shape.length - 1]
  const inner = x.order.filter(axis => axis >= depth)
  const source = emitter.hold(x, [...identityOrder(depth), ...inner])
  const name = emitter.builder.op('GatherND', [source, holdIndices(emitter, indices, indices.shape)])
  const outer = indices.shape.length - 1
  const order = [...identityOrder(outer), ...inner.map(axis => axis - depth + outer)]
  return [stored(name, node.outputs[0].shape, x.dtype, order)]
}

const gatherV2: EmitNode<'GatherV2'> = (node, emitter) => {
  const [x, indices] = emitter.inputs(node)
  const [{ shape }] = node.outputs
  const { axis, batchDims } = node.attrs
  if (batchDims === 0) return [gather(emitter, x, indices, axis, shape)]
  return [gatherBatched(emitter, x, indices, axis, batchDims, shape)]
}

/** `onValue` where the index equals the position along a new last axis. An index out of range gives a row of `offValue`. */
const oneHot: EmitNode<'OneHot'> = (node, emitter) => {
  const [indices] = emitter.inputs(node)
  const [{ shape, dtype }] = node.outputs
  const { depth, onValue, offValue } = node.attrs
  const range: Value = {
    values: Int32Array.from({ length: depth }, (_, i) => i),
    shape: [depth],
    dtype: 'int32',
    order: [0],
  }
  const column = emitter.reshape(cast(emitter, indices, 'int32'), [...indices.shape, 1])
  const hit = broadcast(emitter, 'Equal', [column, range], { shape, dtype: 'bool' })
  const [on, off] = [onValue, offValue].map(number => splat(number, dtype))
  return [broadcast(emitter, 'Where', [hit, on, off], { shape, dtype })]
}

function areWithin(ids: Value, count: number): boolean {
  return isConstant(ids) && Array.from(ids.values).every(id => id >= 0 && id < count)
}

/** Replaces ids outside 0 to count − 1 with `count`. */
function redirect(emitter: Emitter, ids: Value, count: number): Value {
  const mask = { shape: ids.shape, dtype: 'bool' } as const
  const below = broadcast(emitter, 'Less', [ids, splat(0, 'int32')], mask)
  const above = broadcast(emitter, 'GreaterOrEqual', [ids, splat(count, 'int32')], mask)
  const outside = broadcast(emitter, 'Or', [below, above], mask)
  return broadcast(emitter, 'Where', [outside, splat(count, 'int32'), ids], { shape: ids.shape, dtype: 'int32' })
}

/**
 * Adds parts to a value or replaces its parts, at positions along its first axes. The last axis of the indices contains one
 * position for each axis.
 */
function scatter(
  emitter: Emitter,
  target: Value,
  indices: Value,
  updates: Value,
  reduction: 'add' | 'none',
): StoredValue {
  const { shape, dtype } = target
  const depth = indices.shape[indices.shape.length - 1]
  const outer = indices.shape.length - 1
  const inner = updates.order.filter(axis => axis >= outer)
  const order = [...identityOrder(depth), ...inner.map(axis => axis - outer + depth)]
  const parts = emitter.hold(updates, [...identityOrder(outer), ...inner])
  const input = [emitter.hold(target, order), holdIndices(emitter, indices, indices.shape), parts]
  return emitter.emit('ScatterND', input, { shape, dtype, order }, { reduction })
}

function zeros(dtype: GraphDType, shape: Shape): Value {
  return { ...splat(0, dtype), shape, order: identityOrder(shape.length) }
}

const scatterNd: EmitNode<'ScatterNd'> = (node, emitter) => {
  const [indices, updates] = emitter.inputs(node)
  return [scatter(emitter, zeros(updates.dtype, node.outputs[0].shape), indices, updates, 'add')]
}

const tensorScatterUpdate: EmitNode<'TensorScatterUpdate'> = (node, emitter) => {
  const [x, indices, updates] = emitter.inputs(node)
  return [scatter(emitter, x, indices, updates, 'none')]
}

/** Drops ids out of range: they go to an additional row, which is cut off. */
const unsortedSegmentSum: EmitNode<'UnsortedSegmentSum'> = (node, emitter) => {
  const [x, ids] = emitter.inputs(node)
  const [{ shape }] = node.outputs
  const [count, ...row] = shape
  const column = (rows: Value) => emitter.reshape(rows, [...rows.shape, 1])
  if (areWithin(ids, count)) return [scatter(emitter, zeros(x.dtype, shape), column(ids), x, 'add')]
  const redirected = column(redirect(emitter, ids, count))
  const sums = scatter(emitter, zeros(x.dtype, [count + 1, ...row]), redirected, x, 'add')
  return [sliceValue(emitter, sums, [{ axis: 0, begin: 0, end: count, step: 1 }], shape)]
}

/** Kernels that choose elements by index. */
export const indexing: EmitNodes<keyof IndexingAttributes> = {
  Slice: slice,
  StridedSlice: stridedSlice,
  TopK: topK,
  GatherV2: gatherV2,
  GatherNd: gatherNd,
  ScatterNd: scatterNd,
  TensorScatterUpdate: tensorScatterUpdate,
  OneHot: oneHot,
  UnsortedSegmentSum: unsortedSegmentSum,
}
