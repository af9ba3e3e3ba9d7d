import * as formula from './formula.js'

/** The rule of an elementwise operation for the tracer, both writers and the passes. */
export interface ElementwiseRule {
  /** The operands with tfjs's names. They broadcast. */
  readonly operands: readonly Operand[]
  /**
   * The element type of the result: `bool`, `float32` (operands of other types are first cast to it), or that of the named
   * operand.
   */
  readonly type: 'bool' | 'float32' | Operand
  /** The equivalent TensorFlow operation. */
  readonly tensorflow: string | TensorflowOperation
  /** The equivalent ONNX operator, or a formula of operators. */
  readonly onnx: string | formula.OnnxFormula
  /**
   * Whether finite operands give a finite result. `alignChannels` passes channels of zeros only through such operations, so
   * that the zero weights after them never multiply an infinity.
   */
  readonly finite: boolean
  /** Neutral constants, for which the result is the other operand. */
  readonly neutral?: { readonly a?: number; readonly b?: number }
  /** Numeric attributes of a node, in the order of TensorFlow's and ONNX's operands. */
  readonly attributes?: readonly string[]
  /**
   * How TensorFlow and ONNX take these numbers: as attributes with the same names, or as operands after the others.
   *
   * @default 'operands'
   */
  readonly attributesAs?: 'attributes' | 'operands'
}

type Operand = 'x' | 'a' | 'b' | 'condition' | 't' | 'e'

export interface TensorflowOperation {
  readonly op: string
  /**
   * Whether it has the attribute `T`, the element type of its operands.
   *
   * @default true
   */
  readonly typed?: boolean
  /** Further attributes. */
  readonly flags?: Readonly<Record<string, boolean>>
}

const unary = ['x'] as const
const binary = ['a', 'b'] as const
const untyped = (op: string) => ({ op, typed: false }) as const
const fitting = (op: string) => ({ op, flags: { incompatible_shape_error: true } }) as const

/**
 * The elementwise operations of a graph, with one or several operands, by the names of their tfjs kernels. Add new
 * operations here; docs/guides/extending.md explains how.
 */
const rules = {
  Abs: { operands: unary, type: 'x', tensorflow: 'Abs', onnx: 'Abs', finite: true },
  Neg: { operands: unary, type: 'x', tensorflow: 'Neg', onnx: 'Neg', finite: true },
  Sign: { operands: unary, type: 'x', tensorflow: 'Sign', onnx: 'Sign', finite: true },
  Square: { operands: unary, type: 'x', tensorflow: 'Square', onnx: formula.square, finite: true },
  Relu: { operands: unary, type: 'x', tensorflow: 'Relu', onnx: 'Relu', finite: true },
  Relu6: { operands: unary, type: 'x', tensorflow: 'Relu6', onnx: formula.relu6, finite: true },
  Ceil: { operands: unary, type: 'x', tensorflow: 'Ceil', onnx: 'Ceil', finite: true },
  Floor: { operands: unary, type: 'x', tensorflow: 'Floor', onnx: 'Floor', finite: true },
  Round: { operands: unary, type: 'x', tensorflow: 'Round', onnx: 'Round', finite: true },
  Sqrt: { operands: unary, type: 'float32', tensorflow: 'Sqrt', onnx: 'Sqrt', finite: false },
  Rsqrt: { operands: unary, type: 'float32', tensorflow: 'Rsqrt', onnx: formula.rsqrt, finite: false },
  Reciprocal: { operands: unary, type: 'float32', tensorflow: 'Reciprocal', onnx: 'Reciprocal', finite: false },
  Exp: { operands: unary, type: 'float32', tensorflow: 'Exp', onnx: 'Exp', finite: true },
  Expm1: { operands: unary, type: 'float32', tensorflow: 'Expm1', onnx: formula.expm1, finite: true },
  Log: { operands: unary, type: 'float32', tensorflow: 'Log', onnx: 'Log', finite: false },
  Log1p: { operands: unary, type: 'float32', tensorflow: 'Log1p', onnx: formula.log1p, finite: false },
  Erf: { operands: unary, type: 'float32', tensorflow: 'Erf', onnx: 'Erf', finite: true },
  Sin: { operands: unary, type: 'float32', tensorflow: 'Sin', onnx: 'Sin', finite: true },
  Cos: { operands: unary, type: 'float32', tensorflow: 'Cos', onnx: 'Cos', finite: true },
  Tan: { operands: unary, type: 'float32', tensorflow: 'Tan', onnx: 'Tan', finite: true },
  Asin: { operands: unary, type: 'float32', tensorflow: 'Asin', onnx: 'Asin', finite: false },
  Acos: { operands: unary, type: 'float32', tensorflow: 'Acos', onnx: 'Acos', finite: false },
  Atan: { operands: unary, type: 'float32', tensorflow: 'Atan', onnx: 'Atan', finite: true },
  Sinh: { operands: unary, type: 'float32', tensorflow: 'Sinh', onnx: 'Sinh', finite: true },
  Cosh: { operands: unary, type: 'float32', tensorflow: 'Cosh', onnx: 'Cosh', finite: true },
  Tanh: { operands: unary, type: 'float32', tensorflow: 'Tanh', onnx: 'Tanh', finite: true },
  Asinh: { operands: unary, type: 'float32', tensorflow: 'Asinh', onnx: 'Asinh', finite: true },
  Acosh: { operands: unary, type: 'float32', tensorflow: 'Acosh', onnx: 'Acosh', finite: false },
  Atanh: { operands: unary, type: 'float32', tensorflow: 'Atanh', onnx: 'Atanh', finite: false },
  Sigmoid: { operands: unary, type: 'float32', tensorflow: 'Sigmoid', onnx: 'Sigmoid', finite: true },
  Softplus: { operands: unary, type: 'float32', tensorflow: 'Softplus', onnx: 'Softplus', finite: true },
  Elu: { operands: unary, type: 'float32', tensorflow: 'Elu', onnx: 'Elu', finite: true },
  Selu: { operands: unary, type: 'float32', tensorflow: 'Selu', onnx: 'Selu', finite: true },
  LeakyRelu: {
    operands: unary,
    type: 'float32',
    tensorflow: 'LeakyRelu',
    onnx: 'LeakyRelu',
    finite: true,
    attributes: ['alpha'],
    attributesAs: 'attributes',
  },
  ClipByValue: {
    operands: unary,
    type: 'x',
    tensorflow: 'ClipByValue',
    onnx: 'Clip',
    finite: true,
    attributes: ['min', 'max'],
  },
  IsNan: { operands: unary, type: 'bool', tensorflow: 'IsNan', onnx: 'IsNaN', finite: true },
  IsInf: { operands: unary, type: 'bool', tensorflow: 'IsInf', onnx: 'IsInf', finite: true },
  IsFinite: { operands: unary, type: 'bool', tensorflow: 'IsFinite', onnx: formula.finiteness, finite: true },
  LogicalNot: { operands: unary, type: 'bool', tensorflow: untyped('LogicalNot'), onnx: 'Not', finite: true },
  Add: { operands: binary, type: 'a', tensorflow: 'AddV2', onnx: 'Add', finite: true, neutral: { a: 0, b: 0 } },
  Sub: { operands: binary, type: 'a', tensorflow: 'Sub', onnx: 'Sub', finite: true, neutral: { b: 0 } },
  Multiply: { operands: binary, type: 'a', tensorflow: 'Mul', onnx: 'Mul', finite: true, neutral: { a: 1, b: 1 } },
  RealDiv: { operands: binary, type: 'a', tensorflow: 'RealDiv', onnx: 'Div', finite: false, neutral: { b: 1 } },
  Maximum: { operands: binary, type: 'a', tensorflow: 'Maximum', onnx: 'Max', finite: true },
  Minimum: { operands: binary, type: 'a', tensorflow: 'Minimum', onnx: 'Min', finite: true },
  Pow: { operands: binary, type: 'a', tensorflow: 'Pow', onnx: 'Pow', finite: false },
  SquaredDifference: {
    operands: binary,
    type: 'a',
    tensorflow: 'SquaredDifference',
    onnx: formula.squaredDifference,
    finite: true,
  },
  FloorDiv: { operands: binary, type: 'a', tensorflow: 'FloorDiv', onnx: formula.floorDiv, finite: false },
  Mod: { operands: binary, type: 'a', tensorflow: 'FloorMod', onnx: formula.floorMod, finite: false },
  Atan2: { operands: binary, type: 'a', tensorflow: 'Atan2', onnx: formula.atan2, finite: true },
  Equal: { operands: binary, type: 'bool', tensorflow: fitting('Equal'), onnx: 'Equal', finite: true },
  NotEqual: { operands: binary, type: 'bool', tensorflow: fitting('NotEqual'), onnx: formula.notEqual, finite: true },
  Greater: { operands: binary, type: 'bool', tensorflow: 'Greater', onnx: 'Greater', finite: true },
  GreaterEqual: { operands: binary, type: 'bool', tensorflow: 'GreaterEqual', onnx: 'GreaterOrEqual', finite: true },
  Less: { operands: binary, type: 'bool', tensorflow: 'Less', onnx: 'Less', finite: true },
  LessEqual: { operands: binary, type: 'bool', tensorflow: 'LessEqual', onnx: 'LessOrEqual', finite: true },
  LogicalAnd: { operands: binary, type: 'bool', tensorflow: untyped('LogicalAnd'), onnx: 'And', finite: true },
  LogicalOr: { operands: binary, type: 'bool', tensorflow: untyped('LogicalOr'), onnx: 'Or', finite: true },
  Select: { operands: ['condition', 't', 'e'], type: 't', tensorflow: 'SelectV2', onnx: 'Where', finite: true },
} as const satisfies Readonly<Record<string, ElementwiseRule>>

export type ElementwiseName = keyof typeof rules

/** The attributes of the nodes of each operation. */
export type ElementwiseAttributes = {
  readonly [Op in ElementwiseName]: (typeof rules)[Op] extends { attributes: readonly (infer Name)[] }
    ? { readonly [attribute in Name & string]: number }
    : NoAttributes
}

export type NoAttributes = Readonly<Record<string, never>>

export type PlainName = {
  [Op in ElementwiseName]: ElementwiseAttributes[Op] extends NoAttributes ? Op : never
}[ElementwiseName]

export function isElementwiseName(name: string): name is ElementwiseName {
  return Object.hasOwn(rules, name)
}

export const elementwiseNames = Object.keys(rules).filter(isElementwiseName)

/** The operations without attributes. */
export const plainNames = elementwiseNames.filter(isPlain)

function isPlain(name: ElementwiseName): name is PlainName {
  return ruleOf(name).attributes === undefined
}

export function ruleOf(op: ElementwiseName): ElementwiseRule {
  return rules[op]
}

export function tensorflowOf({ tensorflow }: ElementwiseRule): TensorflowOperation {
  return typeof tensorflow === 'string' ? { op: tensorflow } : tensorflow
}

/** Returns the operand that determines the element type of the others, and of the result unless that is bool. */
export function typingOperand({ operands, type }: { operands: readonly string[]; type: string }): number {
  return Math.max(0, operands.indexOf(type))
}
