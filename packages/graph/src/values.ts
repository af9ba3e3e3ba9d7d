import {
  type ConstantValues,
  type GraphDType,
  type GraphNode,
  type GraphValue,
  isOperation,
  type TensorType,
} from './ir.js'

/** Returns the shape and element type of a value. */
export function typeOf({ node, index }: GraphValue): TensorType {
  return node.outputs[index]
}

export function shapeOf(value: GraphValue): readonly number[] {
  return typeOf(value).shape
}

/** Returns the number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, dimension) => size * dimension, 1)
}

/** Returns the elements of a constant, or undefined for a value that is known only when the graph runs. */
export function constantValues({ node }: GraphValue): ConstantValues | undefined {
  return isOperation(node, 'Const') ? node.attrs.values : undefined
}

/** Returns the number that all elements of a constant equal, or undefined if they differ or the value is not constant. */
export function uniformValue(value: GraphValue): number | undefined {
  const values = constantValues(value)
  if (!values) return undefined
  if (!uniformValues.has(value.node)) uniformValues.set(value.node, uniformElement(values))
  return uniformValues.get(value.node)
}

/** Cached results, since large constants are queried repeatedly. */
const uniformValues = new WeakMap<GraphNode, number | undefined>()

/** Returns the number that all elements equal, or undefined if they differ or there are none. */
export function uniformElement(values: ConstantValues): number | undefined {
  const [first] = values
  for (let i = 1; i < values.length; i++) if (!Object.is(values[i], first)) return undefined
  return first
}

/** Converts elements to the array type that stores `dtype`. Does not copy an array that already has that type. */
export function toConstantValues(values: ArrayLike<number>, dtype: GraphDType): ConstantValues {
  if (dtype === 'float32') return values instanceof Float32Array ? values : Float32Array.from(values)
  if (dtype === 'int32') return values instanceof Int32Array ? values : Int32Array.from(values)
  return values instanceof Uint8Array ? values : Uint8Array.from(values)
}

/** Formats a number as a unique text, which also distinguishes the two zeros. */
export function exactText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}
