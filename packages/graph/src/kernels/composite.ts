import * as tf from '@tensorflow/tfjs-core'
import type { GraphValue } from '../ir.js'
import type { KernelCall, KernelTable } from '../trace/kernel.js'
import { constantValues, shapeOf, typeOf } from '../values.js'

/** The name of the kernel that marks a value as the result of something an engine may have an operator for. */
const name = 'Composite'

/**
 * `Composite` has the inputs `a0`, `a1`, … (the arguments) and `value` (what ordinary operations made of them), and
 * gives `value`. Only this backend has the kernel.
 */
export const composites: KernelTable = { [name]: composite }

function composite(call: KernelCall): GraphValue {
  const value = call.input('value')
  const names = call.inputList().length - 1
  const arguments_ = Array.from({ length: names }, (_, index) => call.input(`a${index}`))
  argumentShapes.set(
    call.attributeMap,
    arguments_.map(argument => [...shapeOf(argument)]),
  )
  if (constantValues(value)) return value
  return call.record(name, [...arguments_, value], { ...call.attributeMap }, typeOf(value))
}

/** The gradient function sees a call's attributes, but not its inputs. */
const argumentShapes = new WeakMap<tf.NamedAttrMap, number[][]>()

/** All of the gradient goes to `value`, which leads to the arguments by itself. */
export function registerCompositeGradient(): void {
  tf.registerGradient({
    kernelName: name,
    gradFunc: (dy, _saved, attrs) => {
      const shapes = argumentShapes.get(attrs) ?? []
      const zeros = shapes.map((shape, index) => [`a${index}`, () => tf.zeros(shape)] as const)
      return { ...Object.fromEntries(zeros), value: () => (Array.isArray(dy) ? dy[0] : dy) }
    },
  })
}
