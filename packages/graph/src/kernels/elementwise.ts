import { sameShape } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import type { GraphDType, GraphValue } from '../ir.js'
import { graphDType } from '../trace/dtype.js'
import type { Kernel, KernelCall, KernelTable } from '../trace/kernel.js'
import { shapeOf, sizeOf, typeOf, uniformValue } from '../values.js'

const floatUnary =
  'Sqrt Rsqrt Reciprocal Exp Expm1 Log Log1p Erf Sin Cos Tan Asin Acos Atan Sinh Cosh Tanh Asinh Acosh Atanh Sigmoid Softplus Elu Selu'
const anyUnary = 'Abs Neg Sign Square Relu Relu6 Ceil Floor Round'
const unaryToBool = 'IsNan IsInf IsFinite LogicalNot'
const arithmetic = 'Add Sub Multiply RealDiv Maximum Minimum Pow SquaredDifference Mod Atan2'
const toBool = 'Equal NotEqual Greater GreaterEqual Less LessEqual LogicalAnd LogicalOr'

/** Functions of each element, and of pairs of elements with broadcasting. */
export const elementwise: KernelTable = {
  ...table(floatUnary, call => unary(call, toFloat(call, call.input('x')))),
  ...table(anyUnary, call => unary(call, call.input('x'))),
  ...table(unaryToBool, call => unary(call, call.input('x'), 'bool')),
  ...table(arithmetic, call => binary(call, call.name, call.input('a'), call.input('b'))),
  ...table(toBool, call => binary(call, call.name, call.input('a'), call.input('b'), 'bool')),
  FloorDiv: call => cast(call, binary(call, 'FloorDiv', call.input('a'), call.input('b')), 'int32'),
  AddN: call => call.inputList().reduce((sum, value) => call.run('Add', { a: sum, b: value })),
  LeakyRelu: call => unary(call, call.input('x'), 'float32', { alpha: call.attrs.number('alpha') }),
  ClipByValue: call => {
    const { attrs } = call
    const limits = { min: attrs.number('clipValueMin'), max: attrs.number('clipValueMax') }
    return unary(call, call.input('x'), typeOf(call.input('x')).dtype, limits)
  },
  Cast: call => cast(call, call.input('x'), graphDType(call.attrs.text('dtype'))),
  Identity: call => call.input('x'),
  Select: call => {
    const [condition, t, e] = [call.input('condition'), call.input('t'), call.input('e')]
    return call.record('Select', [condition, t, e], {}, typeOf(t))
  },
  Step: step,
  Prelu: prelu,
  EluGrad: eluGradient,
  ZerosLike: call => filled(call, 0),
  OnesLike: call => filled(call, 1),
}

function table(names: string, kernel: Kernel): KernelTable {
  return Object.fromEntries(names.split(' ').map(name => [name, kernel]))
}

function unary(call: KernelCall, x: GraphValue, dtype: GraphDType = typeOf(x).dtype, attrs = {}): GraphValue {
  return call.record(call.name, [x], attrs, { shape: shapeOf(x), dtype })
}

/** Records a function of two values, broadcast against each other. */
function binary(call: KernelCall, op: string, a: GraphValue, b: GraphValue, dtype?: GraphDType): GraphValue {
  const shape = broadcastShape(shapeOf(a), shapeOf(b))
  const type = { shape, dtype: dtype ?? typeOf(a).dtype }
  return call.record(
    op,
    [withoutRepetition(call, a, shapeOf(b), shape), withoutRepetition(call, b, shapeOf(a), shape)],
    {},
    type,
  )
}

/** The value with fewer elements where its repetitions come from broadcasting anyway. */
function withoutRepetition(
  call: KernelCall,
  value: GraphValue,
  other: readonly number[],
  shape: readonly number[],
): GraphValue {
  const source = repeatedSource(call, value)
  return source && sameShape(broadcastShape(shapeOf(source), other), shape) ? source : value
}

/** What a value repeats: the scalar of a uniform constant, x of x·ones. */
function repeatedSource(call: KernelCall, value: GraphValue): GraphValue | undefined {
  const { dtype, shape } = typeOf(value)
  const uniform = uniformValue(value)
  if (uniform !== undefined) return sizeOf(shape) > 1 && dtype !== 'bool' ? call.scalar(uniform, dtype) : undefined
  if (value.node.op !== 'Multiply') return undefined
  const [a, b] = value.node.inputs
  if (uniformValue(b) === 1) return a
  return uniformValue(a) === 1 ? b : undefined
}

/** The shape that two shapes broadcast to. Throws when they do not fit. */
export function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  return tf.broadcast_util.assertAndGetBroadcastShape([...a], [...b])
}

export function cast(call: KernelCall, x: GraphValue, dtype: GraphDType): GraphValue {
  const { shape, dtype: from } = typeOf(x)
  return from === dtype ? x : call.record('Cast', [x], {}, { shape, dtype })
}

function toFloat(call: KernelCall, x: GraphValue): GraphValue {
  return cast(call, x, 'float32')
}

/** 1 for positive elements, `alpha` for others. */
function step(call: KernelCall): GraphValue {
  const x = toFloat(call, call.input('x'))
  const positive = call.run('Greater', { a: x, b: call.scalar(0) })
  const alpha = call.attrs.number('alpha', 0)
  if (alpha === 0) return cast(call, positive, 'float32')
  return call.record('Select', [positive, call.scalar(1), call.scalar(alpha)], {}, typeOf(x))
}

/** max(x, 0) + alpha·min(x, 0). */
function prelu(call: KernelCall): GraphValue {
  const x = call.input('x')
  const negative = call.run('Minimum', { a: x, b: call.scalar(0) })
  const scaled = call.run('Multiply', { a: call.input('alpha'), b: negative })
  return call.run('Add', { a: call.run('Relu', { x }), b: scaled })
}

/** dy·(y + 1) where y is negative, dy elsewhere: dy·(min(y, 0) + 1). */
function eluGradient(call: KernelCall): GraphValue {
  const negative = call.run('Minimum', { a: call.input('y'), b: call.scalar(0) })
  return call.run('Multiply', { a: call.input('dy'), b: call.run('Add', { a: negative, b: call.scalar(1) }) })
}

function filled(call: KernelCall, value: number): GraphValue {
  const { shape, dtype } = typeOf(call.input('x'))
  return call.run('Fill', {}, { shape: [...shape], value, dtype })
}
