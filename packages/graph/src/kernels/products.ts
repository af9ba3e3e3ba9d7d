import { UsageError } from '@dfpir/core'
import type { GraphValue } from '../ir.js'
import type { KernelCall, KernelTable } from '../trace/kernel.js'
import { constantValues, shapeOf, typeOf } from '../values.js'
import { broadcastShape } from './elementwise.js'

/** Matrix products, [..., m, k] · [..., k, n], with broadcasting of the leading dimensions. */
export const products = { BatchMatMul: matrixProduct } satisfies KernelTable

function matrixProduct(call: KernelCall): GraphValue {
  const [a, b] = [call.input('a'), call.input('b')]
  const [transposeA, transposeB] = [call.attrs.flag('transposeA'), call.attrs.flag('transposeB')]
  const [rows, innerA] = matrixShape(shapeOf(a), transposeA)
  const [innerB, columns] = matrixShape(shapeOf(b), transposeB)
  if (innerA !== innerB) {
    throw new UsageError(`${call.name}: the inner sizes of [${shapeOf(a)}] and [${shapeOf(b)}] differ`)
  }
  const shape = [...broadcastShape(shapeOf(a).slice(0, -2), shapeOf(b).slice(0, -2)), rows, columns]
  const factors = [onceInBatch(call, a, b), onceInBatch(call, b, a)]
  return call.record('BatchMatMul', factors, { transposeA, transposeB }, { shape, dtype: typeOf(a).dtype })
}

/** A constant matrix that is repeated for each of a batch, once: the other factor has the batch. */
function onceInBatch(call: KernelCall, value: GraphValue, other: GraphValue): GraphValue {
  const values = constantValues(value)
  const { shape, dtype } = typeOf(value)
  const [batch, ...rest] = shape
  const repeats =
    values && batch > 1 && shape.length > 2 && shapeOf(other)[0] === batch && shapeOf(other).length === shape.length
  if (!repeats) return value
  const size = values.length / batch
  const isRepeated = values.every((element, index) => Object.is(element, values[index % size]))
  return isRepeated ? call.constant(values.slice(0, size), { shape: [1, ...rest], dtype }) : value
}

function matrixShape(shape: readonly number[], transposed: boolean): readonly number[] {
  const [rows, columns] = shape.slice(-2)
  return transposed ? [columns, rows] : [rows, columns]
}
