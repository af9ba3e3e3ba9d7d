import type { TensorType } from '../ir.js'
import * as attr from './attr-value.js'
import type { GraphDefWriter } from './writer.js'

/** Returns the name of the operation for a variable's handle. */
export function handleName(name: string): string {
  return `variable/${name}`
}

/** Writes a variable with the operations that assign it from `value/<name>` and read it. Returns the name of the latter. */
export function writeVariable(writer: GraphDefWriter, name: string, { shape, dtype }: TensorType): string {
  const type = { dtype: attr.type(dtype) }
  const typeAndShape = { ...type, shape: attr.shape(shape) }
  const handle = writer.addNamed(handleName(name), 'VarHandleOp', [], {
    ...typeAndShape,
    shared_name: attr.text(name),
    container: attr.text(''),
  })
  const value = writer.addNamed(`value/${name}`, 'Placeholder', [], typeAndShape)
  writer.addNamed(`assign/${name}`, 'AssignVariableOp', [handle, value], type)
  return writer.addNamed(`read/${name}`, 'ReadVariableOp', [handle], type)
}

/** Reads a variable after an operation has changed it. */
export function readAfter(writer: GraphDefWriter, name: string, { dtype }: TensorType, operation: string): string {
  return writer.add(`read/${name}`, 'ReadVariableOp', [handleName(name), `^${operation}`], { dtype: attr.type(dtype) })
}
