import * as tf from '@tensorflow/tfjs-core'
import type { GraphValue } from '../ir.js'
import type { CompositeAttributes, CompositeName } from '../operations/attributes.js'
import type { Attributes } from '../trace/attributes.js'
import type { KernelCall, KernelTable } from '../trace/kernel.js'
import { constantValues, shapeOf, typeOf } from '../values.js'

/**
 * Kernels that only this backend has.
 *
 * `Composite` marks a value as the result of an operator that an engine may support. Its inputs are `a0`, `a1`, … (the
 * arguments) and `value` (the result of ordinary operations on them), and it returns `value`.
 *
 * `Barrier` returns its input `x`, but not before `after` is computed. Computations on it therefore differ from computations
 * on `x`, so neither this project nor an engine merges the two, and they happen later.
 */
export const markers = { Composite: composite, Barrier: barrier } satisfies KernelTable

function barrier(call: KernelCall): GraphValue {
  const [x, after] = [call.input('x'), call.input('after')]
  return constantValues(x) ? x : call.record('Barrier', [x, after], {}, typeOf(x))
}

function composite(call: KernelCall): GraphValue {
  const value = call.input('value')
  const names = call.inputList().length - 1
  const arguments_ = Array.from({ length: names }, (_, index) => call.input(`a${index}`))
  argumentShapes.set(
    call.attributeMap,
    arguments_.map(argument => [...shapeOf(argument)]),
  )
  if (constantValues(value)) return value
  return call.record('Composite', [...arguments_, value], attributesOf(call), typeOf(value))
}

/** Readers for the attributes of composites that writers and passes use. */
const readers: { readonly [Name in CompositeName]: (attrs: Attributes) => CompositeAttributes[Name] } = {
  LayerNorm: attrs => ({ epsilon: attrs.number('epsilon', 1e-5) }),
  Gelu: () => ({}),
  PixelShuffle: attrs => ({ blockSize: attrs.number('blockSize') }),
  PixelUnshuffle: attrs => ({ blockSize: attrs.number('blockSize') }),
}

function attributesOf({ attrs, attributeMap }: KernelCall): { name: string } {
  const name = attrs.text('name')
  return { ...attributeMap, name, ...(isKnown(name) && readers[name](attrs)) }
}

function isKnown(name: string): name is CompositeName {
  return Object.hasOwn(readers, name)
}

/** Shapes of arguments by attributes, because the gradient function gets a call's attributes but not its inputs. */
const argumentShapes = new WeakMap<tf.NamedAttrMap, number[][]>()

/** Passes the whole gradient to `value`, whose operations lead back to the arguments. */
export function registerCompositeGradient(): void {
  tf.registerGradient({
    kernelName: 'Composite',
    gradFunc: (dy, _saved, attrs) => {
      const shapes = argumentShapes.get(attrs) ?? []
      const zeros = shapes.map((shape, index) => [`a${index}`, () => tf.zeros(shape)] as const)
      return { ...Object.fromEntries(zeros), value: () => (Array.isArray(dy) ? dy[0] : dy) }
    },
  })
}
