import type { ConstantValues, GraphNode, GraphValue } from '../ir.js'

/** The output of a new float32 operation. */
export function operationNode(
  op: string,
  inputs: readonly GraphValue[],
  attrs: GraphNode['attrs'],
  shape: readonly number[],
  scope: string,
): GraphValue {
  return { node: { op, inputs, attrs, outputs: [{ shape, dtype: 'float32' }], scope }, index: 0 }
}

/** A new float32 constant. */
export function constantNode(values: ConstantValues, shape: readonly number[]): GraphValue {
  return operationNode('Const', [], { values }, shape, '')
}
