import type { GraphNode, TensorType } from '../ir.js'
import type { MarkerAttributes } from '../operations/attributes.js'
import { type ElementwiseName, ruleOf } from '../operations/elementwise.js'
import type { FormulaBuilder } from '../operations/formula.js'
import { broadcast, cast, splat } from './broadcast.js'
import type { EmitNodes, Emitter } from './emitter.js'
import type { Value } from './value.js'

/** Emits a function of elements by its rule. */
export function emitElementwise(node: GraphNode<ElementwiseName>, emitter: Emitter): readonly Value[] {
  const { onnx, attributes = [], attributesAs } = ruleOf(node.op)
  const [type] = node.outputs
  const operands = emitter.inputs(node)
  if (typeof onnx !== 'string') return [onnx(new OnnxFormulaBuilder(emitter, type), operands[0], operands[1])]
  const numbers: Readonly<Record<string, number>> = node.attrs
  if (attributesAs === 'attributes') {
    const floats = Object.fromEntries(attributes.map(name => [name, { float: numbers[name] }]))
    return [broadcast(emitter, onnx, operands, type, floats)]
  }
  const limits = attributes.map(name => splat(numbers[name], type.dtype))
  return [broadcast(emitter, onnx, [...operands, ...limits], type)]
}

class OnnxFormulaBuilder implements FormulaBuilder<Value> {
  constructor(
    private readonly emitter: Emitter,
    private readonly type: TensorType,
  ) {}

  get isInteger(): boolean {
    return this.type.dtype === 'int32'
  }

  make(operator: string, ...operands: Value[]): Value {
    return broadcast(this.emitter, operator, operands, this.type)
  }

  test(operator: string, ...operands: Value[]): Value {
    return broadcast(this.emitter, operator, operands, { shape: this.type.shape, dtype: 'bool' })
  }

  remainder(dividend: Value, divisor: Value): Value {
    return broadcast(this.emitter, 'Mod', [dividend, divisor], this.type, { fmod: 1 })
  }

  number(value: number): Value {
    return splat(value, this.type.dtype)
  }
}

/** Operations that change only the type of elements or the order of computation. */
export const markers: EmitNodes<keyof MarkerAttributes> = {
  Barrier: (node, emitter) => [emitter.inputs(node)[0]],
  Cast: (node, emitter) => [cast(emitter, emitter.inputs(node)[0], node.outputs[0].dtype)],
}
