import * as tf from '@tensorflow/tfjs-core'
import type { GraphValue } from '../ir.js'
import type { CompositeAttributes, CompositeName } from '../operations/attributes.js'
import type { Attributes } from '../trace/attributes.js'
import type { KernelCall, KernelTable } from '../trace/kernel.js'
import { constantValues, shapeOf, typeOf } from '../values.js'

/**
 * Kernels that only this backend has.
 *
 * `Composite` marks a value as the result of something that an engine may have an operator for. It has the inputs `a0`,
 * `a1`, … (the arguments) and `value` (what ordinary operations made of them), and gives `value`.
 *
 * `Barrier` gives its input `x`, but not before `after` is there. What is computed from it is thus not the same as what
 * is computed from `x`, so that neither this project nor an engine puts the two together, and it happens later.
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

/** The attributes of the composites that writers and passes read. */
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

/** The gradient function sees a call's attributes, but not its inputs. */
const argumentShapes = new WeakMap<tf.NamedAttrMap, number[][]>()

/** All of the gradient goes to `value`, which leads to the arguments by itself. */
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
