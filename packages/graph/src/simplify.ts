import { sameShape } from '@dfpir/core'
import type { GraphValue, TensorType } from './ir.js'
import { typeOf, uniformValue } from './values.js'

/** The value that an operation is known to give without being run, or undefined when it has to be. */
export function simplify(
  op: string,
  inputs: readonly GraphValue[],
  attrs: Readonly<Record<string, unknown>>,
  outputs: readonly TensorType[],
): GraphValue | undefined {
  const [first, second] = inputs
  if (outputs.length !== 1 || !first) return undefined
  if (keepsFirst(op, second, attrs) && sameType(typeOf(first), outputs[0])) return first
  if (second && keepsSecond(op, first) && sameType(typeOf(second), outputs[0])) return second
  return undefined
}

/** Whether the result is the first input, provided that it has the same shape. */
function keepsFirst(op: string, second: GraphValue | undefined, attrs: Readonly<Record<string, unknown>>): boolean {
  switch (op) {
    case 'Reshape':
    case 'Slice':
    case 'Tile':
    case 'PadV2':
    case 'MirrorPad':
      return true
    case 'Transpose':
      return Array.isArray(attrs.perm) && attrs.perm.every((source, axis) => source === axis)
    case 'Add':
    case 'Sub':
      return isUniform(second, 0)
    case 'Multiply':
    case 'RealDiv':
      return isUniform(second, 1)
    default:
      return false
  }
}

/** Whether the result is the second input, provided that it has the same shape. */
function keepsSecond(op: string, first: GraphValue): boolean {
  return (op === 'Add' && isUniform(first, 0)) || (op === 'Multiply' && isUniform(first, 1))
}

function isUniform(value: GraphValue | undefined, number: number): boolean {
  return value !== undefined && uniformValue(value) === number
}

function sameType(a: TensorType, b: TensorType): boolean {
  return a.dtype === b.dtype && sameShape(a.shape, b.shape)
}
