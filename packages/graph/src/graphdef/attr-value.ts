import type { ConstantValues, GraphDType, TensorType } from '../ir.js'
import { uniformElement } from '../values.js'
import type { AttrValue, TensorDef, TensorShape } from './messages.js'

/** tensorflow/core/framework/types.proto. */
const dataTypes: Readonly<Record<GraphDType, number>> = { float32: 1, int32: 3, bool: 10 }

export function type(dtype: GraphDType): AttrValue {
  return { type: dataTypes[dtype] }
}

/** The type of axes, shapes, indices and sizes. */
export const int32 = type('int32')

export function int(value: number): AttrValue {
  return { i: value }
}

export function ints(values: readonly number[]): AttrValue {
  return { list: { i: values } }
}

export function float(value: number): AttrValue {
  return { f: value }
}

export function bool(value: boolean): AttrValue {
  return { b: value }
}

export function text(value: string): AttrValue {
  return { s: new TextEncoder().encode(value) }
}

export function shape(dimensions: readonly number[]): AttrValue {
  return { shape: tensorShape(dimensions) }
}

/** Returns a constant's elements: as bytes without copying, or as one element if all are equal. */
export function tensor(values: ConstantValues, { shape: dimensions, dtype }: TensorType): AttrValue {
  const head = { dtype: dataTypes[dtype], tensorShape: tensorShape(dimensions) }
  const repeated = values.length > 1 ? uniformElement(values) : undefined
  if (repeated !== undefined) return { tensor: { ...head, ...element(repeated, dtype) } }
  return { tensor: { ...head, tensorContent: new Uint8Array(values.buffer, values.byteOffset, values.byteLength) } }
}

function element(value: number, dtype: GraphDType): Partial<TensorDef> {
  if (dtype === 'float32') return { floatVal: [value] }
  return dtype === 'int32' ? { intVal: [value] } : { boolVal: [value !== 0] }
}

function tensorShape(dimensions: readonly number[]): TensorShape {
  return { dim: dimensions.map(size => ({ size })) }
}
