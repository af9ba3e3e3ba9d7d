import { sameShape } from '@dfpir/core'
import { type GraphNode, type GraphValue, isElementwise, isOperation, type TensorType } from './ir.js'
import { ruleOf } from './operations/elementwise.js'
import { typeOf, uniformValue } from './values.js'

/** Returns the value of an operation that need not run, or undefined if it must run. */
export function simplify(node: GraphNode): GraphValue | undefined {
  const [first, second] = node.inputs
  if (node.outputs.length !== 1 || !first) return undefined
  const { neutral = {} } = isElementwise(node) ? ruleOf(node.op) : {}
  if ((keepsElements(node) || isUniform(second, neutral.b)) && sameType(typeOf(first), node.outputs[0])) return first
  return second && isUniform(first, neutral.a) && sameType(typeOf(second), node.outputs[0]) ? second : undefined
}

/** Returns whether an operation that moves elements leaves them in place if its result has the same shape. */
function keepsElements(node: GraphNode): boolean {
  if (isOperation(node, 'Transpose')) return node.attrs.perm.every((source, axis) => source === axis)
  return isOperation(node, 'Reshape', 'Slice', 'Tile', 'PadV2', 'MirrorPad')
}

function isUniform(value: GraphValue | undefined, number: number | undefined): boolean {
  return value !== undefined && number !== undefined && uniformValue(value) === number
}

function sameType(a: TensorType, b: TensorType): boolean {
  return a.dtype === b.dtype && sameShape(a.shape, b.shape)
}
