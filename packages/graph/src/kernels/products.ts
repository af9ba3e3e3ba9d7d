import { UsageError } from '@dfpir/core'
import type { GraphValue } from '../ir.js'
import type { KernelCall, KernelTable } from '../trace/kernel.js'
import { shapeOf, typeOf } from '../values.js'
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
  return call.record('BatchMatMul', [a, b], { transposeA, transposeB }, { shape, dtype: typeOf(a).dtype })
}

function matrixShape(shape: readonly number[], transposed: boolean): readonly number[] {
  const [rows, columns] = shape.slice(-2)
  return transposed ? [columns, rows] : [rows, columns]
}
