import type { ProductAttributes } from '../operations/attributes.js'
import { shapeOf } from '../values.js'
import * as attr from './attr-value.js'
import type { EmitContext, GraphDefEmitters } from './emit.js'

export const products: GraphDefEmitters<keyof ProductAttributes> = { BatchMatMul: matrixProduct }

function matrixProduct(call: EmitContext<'BatchMatMul'>): string {
  const [transposeA, transposeB] = [attr.bool(call.attrs.transposeA), attr.bool(call.attrs.transposeB)]
  const matrices = call.node.inputs.every(input => shapeOf(input).length === 2)
  if (matrices) return call.write('MatMul', call.inputs, { transpose_a: transposeA, transpose_b: transposeB })
  return call.write('BatchMatMulV2', call.inputs, { adj_x: transposeA, adj_y: transposeB })
}
