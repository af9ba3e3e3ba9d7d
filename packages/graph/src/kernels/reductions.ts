import * as tf from '@tensorflow/tfjs-core'
import type { GraphValue } from '../ir.js'
import type { KernelCall, KernelTable } from '../trace/kernel.js'
import { shapeOf, typeOf } from '../values.js'
import { cast } from './elementwise.js'

/** Sums and the like over axes, and functions along the last axis. */
export const reductions: KernelTable = {
  Sum: call => reduce(call, cast(call, call.input('x'), numericType(call.input('x')))),
  Prod: call => reduce(call, cast(call, call.input('x'), numericType(call.input('x')))),
  Mean: call => reduce(call, cast(call, call.input('x'), 'float32')),
  Max: call => reduce(call, call.input('x')),
  Min: call => reduce(call, call.input('x')),
  All: call => reduce(call, call.input('x')),
  Any: call => reduce(call, call.input('x')),
  ArgMax: call => extremePosition(call),
  ArgMin: call => extremePosition(call),
  Softmax: call => call.record('Softmax', [call.input('logits')], {}, typeOf(call.input('logits'))),
  Cumsum: cumulative,
  Cumprod: cumulative,
}

function numericType(x: GraphValue) {
  const { dtype } = typeOf(x)
  return dtype === 'bool' ? 'int32' : dtype
}

function reduce(call: KernelCall, x: GraphValue): GraphValue {
  const { shape, dtype } = typeOf(x)
  const axes = reducedAxes(call, shape).sort((a, b) => a - b)
  const keepDims = call.attrs.flag('keepDims')
  if (axes.length === 0) return x
  const kept = shape.map((dimension, axis) => (axes.includes(axis) ? 1 : dimension))
  const result = keepDims ? kept : shape.filter((_, axis) => !axes.includes(axis))
  return call.record(call.name, [x], { axes, keepDims }, { shape: result, dtype })
}

/** tfjs's Max and Min name their axes `reductionIndices`; none at all means every axis. */
function reducedAxes({ attrs }: KernelCall, shape: readonly number[]): number[] {
  const name = ['axis', 'reductionIndices'].find(key => attrs.has(key))
  return name ? tf.util.parseAxisParam(attrs.numbers(name), [...shape]) : shape.map((_, axis) => axis)
}

function extremePosition(call: KernelCall): GraphValue {
  const shape = shapeOf(call.input('x'))
  const [axis] = tf.util.parseAxisParam(call.attrs.number('axis'), [...shape])
  const rest = shape.filter((_, other) => other !== axis)
  return call.record(call.name, [call.input('x')], { axis }, { shape: rest, dtype: 'int32' })
}

function cumulative(call: KernelCall): GraphValue {
  const x = call.input('x')
  const [axis] = tf.util.parseAxisParam(call.attrs.number('axis'), [...shapeOf(x)])
  const attrs = { axis, exclusive: call.attrs.flag('exclusive'), reverse: call.attrs.flag('reverse') }
  return call.record(call.name, [x], attrs, typeOf(x))
}
