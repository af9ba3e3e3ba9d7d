import type { GraphDType, GraphNode, OperationAttributes, OperationName } from '../ir.js'
import { typeOf } from '../values.js'
import * as attr from './attr-value.js'
import type { AttrValue } from './messages.js'
import type { GraphDefWriter } from './writer.js'

/** For each operation, a function that writes a node and returns the name of the operation with its outputs. */
export type GraphDefEmitters<Ops extends OperationName> = {
  readonly [Op in Ops]: (context: EmitContext<Op>) => string
}

/** A node to write, whose inputs are already written. */
export class EmitContext<Op extends OperationName = OperationName> {
  readonly attrs: OperationAttributes[Op]
  /** Prefix of the names of the operations that are written for the node. */
  readonly hint: string

  constructor(
    readonly node: GraphNode<Op>,
    /** Names of the inputs' outputs. */
    readonly inputs: readonly string[],
    readonly writer: GraphDefWriter,
  ) {
    this.attrs = node.attrs
    this.hint = node.scope ? `${node.scope}/${node.op}` : node.op
  }

  /** The element type of the node's first output. */
  get dtype(): GraphDType {
    return this.node.outputs[0].dtype
  }

  /** The element type of an input. */
  inputType(index = 0): GraphDType {
    return typeOf(this.node.inputs[index]).dtype
  }

  /** Writes an operation. `T`, the element type of the first input, is added to its attributes. */
  write(op: string, inputs: readonly string[], attrs: Readonly<Record<string, AttrValue>> = {}): string {
    return this.writer.add(this.hint, op, inputs, { T: attr.type(this.inputType()), ...attrs })
  }
}
