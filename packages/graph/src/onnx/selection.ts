import { reverseValues } from '../constant-data.js'
import { identityOrder, positions, type Shape, storedShape } from './axis-order.js'
import type { Emitter } from './emitter.js'
import { type ConstantValue, isConstant, isSplat, type StoredValue, stored, type Value } from './value.js'

interface Range {
  readonly axis: number
  readonly begin: number
  readonly end: number
  readonly step: number
}

/** Returns the part of a value from `begin` to `end` (exclusive, as in ONNX) along each given axis. */
export function sliceValue(emitter: Emitter, value: Value, ranges: readonly Range[], shape: readonly number[]): Value {
  const at = positions(value.order)
  const lists = [ranges.map(r => r.begin), ranges.map(r => r.end), ranges.map(r => at[r.axis]), ranges.map(r => r.step)]
  const inputs = [emitter.hold(value, value.order), ...lists.map(list => emitter.builder.integers(list))]
  return emitter.emit('Slice', inputs, { shape, dtype: value.dtype, order: value.order })
}

function reverseConstant(value: ConstantValue, axes: readonly number[]): ConstantValue {
  const at = positions(value.order)
  const turned = axes.map(axis => at[axis])
  return { ...value, values: reverseValues(value.values, storedShape(value.shape, value.order), turned) }
}

/** Reverses the given logical axes of a value. */
export function reverseAxes(emitter: Emitter, value: Value, axes: readonly number[]): Value {
  const turned = axes.filter(axis => value.shape[axis] > 1)
  if (turned.length === 0 || isSplat(value)) return value
  if (isConstant(value)) return reverseConstant(value, turned)
  const ranges = turned.map(axis => ({ axis, begin: -1, end: -value.shape[axis] - 1, step: -1 }))
  return sliceValue(emitter, value, ranges, value.shape)
}

/** Gathers rows of a value along an axis, which the dimensions of the indices replace. */
export function gather(emitter: Emitter, x: Value, indices: Value, axis: number, shape: Shape): StoredValue {
  const at = positions(x.order)[axis]
  const inserted = indices.shape.length
  const name = emitter.builder.op('Gather', [emitter.hold(x, x.order), emitter.holdLogical(indices)], { axis: at })
  const moved = x.order.map(other => (other > axis ? other + inserted - 1 : other))
  const order = moved.toSpliced(at, 1, ...identityOrder(inserted).map(offset => axis + offset))
  return stored(name, shape, x.dtype, order)
}

/** Takes rows of a value at known positions along an axis. */
export function takeRows(emitter: Emitter, x: Value, axis: number, rows: readonly number[]): StoredValue {
  const indices: Value = { values: Int32Array.from(rows), shape: [rows.length], dtype: 'int32', order: [0] }
  return gather(emitter, x, indices, axis, x.shape.with(axis, rows.length))
}
