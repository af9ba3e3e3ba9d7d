import {
  type ConstantValues,
  type GraphDType,
  type GraphNode,
  type GraphValue,
  isOperation,
  type TensorType,
} from './ir.js'

/** The shape and element type of a value. */
export function typeOf({ node, index }: GraphValue): TensorType {
  return node.outputs[index]
}

export function shapeOf(value: GraphValue): readonly number[] {
  return typeOf(value).shape
}

/** The number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, dimension) => size * dimension, 1)
}

/** The elements of a constant, or undefined for a value that is only known when the graph runs. */
export function constantValues({ node }: GraphValue): ConstantValues | undefined {
  return isOperation(node, 'Const') ? node.attrs.values : undefined
}

/** The number that all elements of a constant are, or undefined when they differ or the value is no constant. */
export function uniformValue(value: GraphValue): number | undefined {
  const values = constantValues(value)
  if (!values) return undefined
  if (!uniformValues.has(value.node)) uniformValues.set(value.node, uniformElement(values))
  return uniformValues.get(value.node)
}

/** What was found before: large constants are asked for again and again. */
const uniformValues = new WeakMap<GraphNode, number | undefined>()

/** The number that all elements are, or undefined when they differ or there are none. */
export function uniformElement(values: ConstantValues): number | undefined {
  const [first] = values
  for (let i = 1; i < values.length; i++) if (!Object.is(values[i], first)) return undefined
  return first
}

/** The elements as an array of the type that `dtype` is stored in; not copied when they are one already. */
export function toConstantValues(values: ArrayLike<number>, dtype: GraphDType): ConstantValues {
  if (dtype === 'float32') return values instanceof Float32Array ? values : Float32Array.from(values)
  if (dtype === 'int32') return values instanceof Int32Array ? values : Int32Array.from(values)
  return values instanceof Uint8Array ? values : Uint8Array.from(values)
}

/** A number as text that tells all numbers apart, also the two zeros. */
export function exactText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}
