import { attributesOf } from '../attributes.js'
import type { GraphNode, TensorType } from '../ir.js'
import { broadcast, cast, splat, unary } from './broadcast.js'
import type { EmitNode, Emitter } from './emitter.js'
import type { Value } from './value.js'

/** Kernels that ONNX has under the same name. */
const sameName =
  'Abs Acos Acosh Add Asin Asinh Atan Atanh Ceil Cos Cosh Elu Equal Erf Exp Floor Greater Less Log Neg Pow Reciprocal ' +
  'Relu Round Selu Sigmoid Sign Sin Sinh Softplus Sqrt Sub Tan Tanh'

/** Kernels that ONNX has under another name. */
const otherName: Readonly<Record<string, string>> = {
  GreaterEqual: 'GreaterOrEqual',
  IsInf: 'IsInf',
  IsNan: 'IsNaN',
  LessEqual: 'LessOrEqual',
  LogicalAnd: 'And',
  LogicalNot: 'Not',
  LogicalOr: 'Or',
  Maximum: 'Max',
  Minimum: 'Min',
  Multiply: 'Mul',
  RealDiv: 'Div',
  Select: 'Where',
}

const direct =
  (op: string): EmitNode =>
  (node, emitter) => [broadcast(emitter, op, emitter.inputs(node), node.outputs[0])]

/** What a kernel is made of that ONNX lacks: nodes of the kernel's shape and, unless another is given, its type. */
export class Formula {
  constructor(
    private readonly emitter: Emitter,
    private readonly node: GraphNode,
  ) {}

  get type(): TensorType {
    return this.node.outputs[0]
  }

  get operands(): Value[] {
    return this.emitter.inputs(this.node)
  }

  make(op: string, ...operands: Value[]): Value {
    return broadcast(this.emitter, op, operands, this.type)
  }

  /** A node of booleans. */
  test(op: string, ...operands: Value[]): Value {
    return broadcast(this.emitter, op, operands, { shape: this.type.shape, dtype: 'bool' })
  }

  /** The remainder with the sign of the dividend, as C computes it. */
  remainder(a: Value, b: Value): Value {
    return broadcast(this.emitter, 'Mod', [a, b], this.type, { fmod: 1 })
  }

  number(value: number): Value {
    return splat(value, this.type.dtype)
  }
}

type Compose = (formula: Formula, a: Value, b: Value) => Value

/** The remainder with the sign of the divisor. */
const floorMod: Compose = (f, a, b) => {
  if (f.type.dtype === 'int32') return f.make('Mod', a, b)
  return f.remainder(f.make('Add', f.remainder(a, b), b), b)
}

const floorDiv: Compose = (f, a, b) => {
  if (f.type.dtype === 'int32') return f.make('Div', f.make('Sub', a, floorMod(f, a, b)), b)
  return f.make('Floor', f.make('Div', a, b))
}

/** For y/|x| = tan t: t where x ≥ 0, else ±π − t with the sign of y. */
const atan2: Compose = (f, y, x) => {
  const t = f.make('Atan', f.make('Div', y, f.make('Abs', x)))
  const half = f.make('Where', f.test('GreaterOrEqual', y, f.number(0)), f.number(Math.PI), f.number(-Math.PI))
  const left = f.test('Less', x, f.number(0))
  const angle = f.make('Where', left, f.make('Sub', half, t), t)
  const onAxis = f.make('Where', left, f.number(Math.PI), f.number(0))
  return f.make('Where', f.test('Equal', y, f.number(0)), onAxis, angle)
}

/** log(1 + x) = 2 artanh(x / (x + 2)), which keeps the digits of a small x. */
const log1p: Compose = (f, x) => {
  const small = f.make('Mul', f.make('Atanh', f.make('Div', x, f.make('Add', x, f.number(2)))), f.number(2))
  const large = f.make('Log', f.make('Add', x, f.number(1)))
  return f.make('Where', f.test('Less', f.make('Abs', x), f.number(0.5)), small, large)
}

const composed: Readonly<Record<string, Compose>> = {
  Atan2: atan2,
  Barrier: (_formula, x) => x,
  /** eˣ − 1 = tanh(x/2)·(eˣ + 1), which keeps the digits of a small x. */
  Expm1: (f, x) =>
    f.make('Mul', f.make('Tanh', f.make('Mul', x, f.number(0.5))), f.make('Add', f.make('Exp', x), f.number(1))),
  FloorDiv: floorDiv,
  IsFinite: (f, x) => f.test('Not', f.test('Or', f.test('IsNaN', x), f.test('IsInf', x))),
  Log1p: log1p,
  Mod: floorMod,
  NotEqual: (f, a, b) => f.test('Not', f.test('Equal', a, b)),
  Relu6: (f, x) => f.make('Clip', x, f.number(0), f.number(6)),
  Rsqrt: (f, x) => f.make('Reciprocal', f.make('Sqrt', x)),
  Square: (f, x) => f.make('Mul', x, x),
  SquaredDifference: (f, a, b) => {
    const difference = f.make('Sub', a, b)
    return f.make('Mul', difference, difference)
  },
}

const emitComposed =
  (compose: Compose): EmitNode =>
  (node, emitter) => {
    const formula = new Formula(emitter, node)
    const [a, b] = formula.operands
    return [compose(formula, a, b)]
  }

const clip: EmitNode = (node, emitter) => {
  const attributes = attributesOf(node)
  const formula = new Formula(emitter, node)
  return [
    formula.make(
      'Clip',
      ...formula.operands,
      formula.number(attributes.number('min')),
      formula.number(attributes.number('max')),
    ),
  ]
}

const leakyRelu: EmitNode = (node, emitter) => [
  unary(emitter, 'LeakyRelu', emitter.inputs(node)[0], { alpha: { float: attributesOf(node).number('alpha') } }),
]

/** Kernels that work on each element by itself, with broadcasting. */
export const elementwise: ReadonlyMap<string, EmitNode> = new Map([
  ...sameName.split(' ').map(name => [name, direct(name)] as const),
  ...Object.entries(otherName).map(([kernel, op]) => [kernel, direct(op)] as const),
  ...Object.entries(composed).map(([kernel, compose]) => [kernel, emitComposed(compose)] as const),
  ['Cast', (node, emitter) => [cast(emitter, emitter.inputs(node)[0], node.outputs[0].dtype)]],
  ['ClipByValue', clip],
  ['LeakyRelu', leakyRelu],
])
