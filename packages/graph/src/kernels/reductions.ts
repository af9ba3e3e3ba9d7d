import * as tf from '@tensorflow/tfjs-core'
import type { GraphValue } from '../ir.js'
import type { KernelCall, KernelTable } from '../trace/kernel.js'
import { shapeOf, typeOf } from '../values.js'
import { cast } from './elementwise.js'

/** Reductions over axes, and functions along the last axis. */
export const reductions = {
  Sum: call => reduce(call, 'Sum', cast(call, call.input('x'), numericType(call.input('x')))),
  Prod: call => reduce(call, 'Prod', cast(call, call.input('x'), numericType(call.input('x')))),
  Mean: call => reduce(call, 'Mean', cast(call, call.input('x'), 'float32')),
  Max: call => reduce(call, 'Max', call.input('x')),
  Min: call => reduce(call, 'Min', call.input('x')),
  All: call => reduce(call, 'All', call.input('x')),
  Any: call => reduce(call, 'Any', call.input('x')),
  ArgMax: call => extremePosition(call, 'ArgMax'),
  ArgMin: call => extremePosition(call, 'ArgMin'),
  Softmax: call => call.record('Softmax', [call.input('logits')], {}, typeOf(call.input('logits'))),
  Cumsum: call => cumulative(call, 'Cumsum'),
  Cumprod: call => cumulative(call, 'Cumprod'),
} satisfies KernelTable

function numericType(x: GraphValue) {
  const { dtype } = typeOf(x)
  return dtype === 'bool' ? 'int32' : dtype
}

type ReductionName = 'Sum' | 'Prod' | 'Mean' | 'Max' | 'Min' | 'All' | 'Any'

function reduce(call: KernelCall, op: ReductionName, x: GraphValue): GraphValue {
  const { shape, dtype } = typeOf(x)
  const axes = reducedAxes(call, shape).sort((a, b) => a - b)
  const keepDims = call.attrs.flag('keepDims')
  if (axes.length === 0) return x
  const kept = shape.map((dimension, axis) => (axes.includes(axis) ? 1 : dimension))
  const result = keepDims ? kept : shape.filter((_, axis) => !axes.includes(axis))
  return call.record(op, [x], { axes, keepDims }, { shape: result, dtype })
}

/** tfjs's Max and Min call their axes `reductionIndices`. An empty list means every axis. */
function reducedAxes({ attrs }: KernelCall, shape: readonly number[]): number[] {
  const name = ['axis', 'reductionIndices'].find(key => attrs.has(key))
  return name ? tf.util.parseAxisParam(attrs.numbers(name), [...shape]) : shape.map((_, axis) => axis)
}

function extremePosition(call: KernelCall, op: 'ArgMax' | 'ArgMin'): GraphValue {
  const shape = shapeOf(call.input('x'))
  const [axis] = tf.util.parseAxisParam(call.attrs.number('axis'), [...shape])
  const rest = shape.filter((_, other) => other !== axis)
  return call.record(op, [call.input('x')], { axis }, { shape: rest, dtype: 'int32' })
}

function cumulative(call: KernelCall, op: 'Cumsum' | 'Cumprod'): GraphValue {
  const x = call.input('x')
  const [axis] = tf.util.parseAxisParam(call.attrs.number('axis'), [...shapeOf(x)])
  const attrs = { axis, exclusive: call.attrs.flag('exclusive'), reverse: call.attrs.flag('reverse') }
  return call.record(op, [x], attrs, typeOf(x))
}
