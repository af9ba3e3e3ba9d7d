import type { MarkerAttributes } from '../operations/attributes.js'
import { type ElementwiseName, ruleOf, tensorflowOf, typingOperand } from '../operations/elementwise.js'
import * as attr from './attr-value.js'
import type { EmitContext, GraphDefEmitters } from './emit.js'

/** Writes a function of elements by its rule. */
export function writeElementwise(call: EmitContext<ElementwiseName>): string {
  const rule = ruleOf(call.node.op)
  const { attributes = [], attributesAs } = rule
  const { op, typed = true, flags = {} } = tensorflowOf(rule)
  const numbers: Readonly<Record<string, number>> = call.attrs
  const asAttributes = attributesAs === 'attributes'
  const limits = asAttributes ? [] : attributes.map(name => call.writer.number(numbers[name], call.dtype))
  return call.writer.add(call.hint, op, [...call.inputs, ...limits], {
    ...(typed && { T: attr.type(call.inputType(typingOperand(rule))) }),
    ...Object.fromEntries(Object.entries(flags).map(([name, flag]) => [name, attr.bool(flag)])),
    ...(asAttributes && Object.fromEntries(attributes.map(name => [name, attr.float(numbers[name])]))),
  })
}

/** Operations that change only the type of elements or the order of computation. */
export const markers: GraphDefEmitters<keyof MarkerAttributes> = {
  Barrier: call => {
    const [x, after] = call.inputs
    return call.write('Identity', [x, `^${after.replace(/:\d+$/, '')}`])
  },
  Cast: call => {
    const attrs = { SrcT: attr.type(call.inputType()), DstT: attr.type(call.dtype) }
    return call.writer.add(call.hint, 'Cast', call.inputs, attrs)
  },
}
