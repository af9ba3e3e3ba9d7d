import * as attr from './attr-value.js'
import type { EmitContext } from './emit.js'

/** The type of axes, shapes, indices and sizes. */
export const int32 = attr.type('int32')

/** An attribute that TensorFlow takes as an input: a vector of whole numbers. */
export function integers(call: EmitContext, name: string): string {
  return call.writer.integers(call.attrs.numbers(name))
}

/** An attribute that TensorFlow takes as an input: a whole number. */
export function integer(call: EmitContext, name: string): string {
  return call.writer.integer(call.attrs.number(name))
}
