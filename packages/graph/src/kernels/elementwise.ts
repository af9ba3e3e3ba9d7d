import { sameShape } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import { type GraphDType, type GraphValue, isOperation, type OperationAttributes } from '../ir.js'
import { type ElementwiseName, plainNames, ruleOf, typingOperand } from '../operations/elementwise.js'
import { graphDType } from '../trace/dtype.js'
import type { KernelCall, KernelTable } from '../trace/kernel.js'
import { shapeOf, sizeOf, typeOf, uniformValue } from '../values.js'

/** Functions of each element, and of several elements with broadcasting. */
export const elementwise = {
  ...Object.fromEntries(plainNames.map(name => [name, (call: KernelCall) => record(call, name, {})])),
  FloorDiv: call => cast(call, record(call, 'FloorDiv', {}), 'int32'),
  LeakyRelu: call => record(call, 'LeakyRelu', { alpha: call.attrs.number('alpha') }),
  ClipByValue: call => {
    const { attrs } = call
    return record(call, 'ClipByValue', { min: attrs.number('clipValueMin'), max: attrs.number('clipValueMax') })
  },
  Cast: call => cast(call, call.input('x'), graphDType(call.attrs.text('dtype'))),
  AddN: call => call.inputList().reduce((sum, value) => call.run('Add', { a: sum, b: value })),
  Identity: call => call.input('x'),
  Step: step,
  Prelu: prelu,
  EluGrad: eluGradient,
  ZerosLike: call => filled(call, 0),
  OnesLike: call => filled(call, 1),
} satisfies KernelTable

/** Records an operation of the table on its operands, broadcast against each other. `tf.where` already broadcasts Select's. */
function record<Op extends ElementwiseName>(call: KernelCall, op: Op, attrs: OperationAttributes[Op]): GraphValue {
  const rule = ruleOf(op)
  const operands = rule.operands.map(name => call.input(name))
  const values = rule.type === 'float32' ? operands.map(operand => cast(call, operand, 'float32')) : operands
  const shapes = values.map(shapeOf)
  const shape = shapes.reduce(broadcastShape)
  const short = values.map((value, index) => withoutRepetition(call, value, shapes.toSpliced(index, 1), shape))
  const dtype = rule.type === 'bool' ? 'bool' : typeOf(values[typingOperand(rule)]).dtype
  return call.record(op, op === 'Select' ? values : short, attrs, { shape, dtype })
}

/** Returns the value with fewer elements if broadcasting repeats them anyway. */
function withoutRepetition(
  call: KernelCall,
  value: GraphValue,
  others: readonly (readonly number[])[],
  shape: readonly number[],
): GraphValue {
  const source = repeatedSource(call, value)
  return source && sameShape(others.reduce(broadcastShape, shapeOf(source)), shape) ? source : value
}

/** Returns the source of a repeated value: the scalar of a uniform constant, or x in x·ones. */
function repeatedSource(call: KernelCall, value: GraphValue): GraphValue | undefined {
  const { dtype, shape } = typeOf(value)
  const uniform = uniformValue(value)
  if (uniform !== undefined) return sizeOf(shape) > 1 && dtype !== 'bool' ? call.scalar(uniform, dtype) : undefined
  if (!isOperation(value.node, 'Multiply')) return undefined
  const [a, b] = value.node.inputs
  if (uniformValue(b) === 1) return a
  return uniformValue(a) === 1 ? b : undefined
}

/** Returns the shape that two shapes broadcast to. @throws UsageError if they do not fit */
export function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  return tf.broadcast_util.assertAndGetBroadcastShape([...a], [...b])
}

export function cast(call: KernelCall, x: GraphValue, dtype: GraphDType): GraphValue {
  const { shape, dtype: from } = typeOf(x)
  return from === dtype ? x : call.record('Cast', [x], {}, { shape, dtype })
}

/** 1 for positive elements, `alpha` for others. */
function step(call: KernelCall): GraphValue {
  const x = cast(call, call.input('x'), 'float32')
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
