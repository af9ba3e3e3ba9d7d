import { UsageError } from '@dfpir/core'
import type { ConstantValues, Graph, GraphNode } from '../ir.js'
import { sizeOf } from '../values.js'
import { equalNumbers, identityOrder, type Order, type Shape, storedShape } from './axis-order.js'
import type { Emitter } from './emitter.js'
import { type StoredValue, stored } from './value.js'

/** A named tensor in an ONNX file that replaces a variable. */
export interface OnnxInitializer {
  readonly name: string
  /** Its elements as stored in the file. */
  readonly values: ConstantValues
  /**
   * For each axis of the stored tensor, the axis of the variable. [3, 2, 0, 1] stores a filter [height, width, in, out] as
   * [out, in, height, width].
   *
   * @default the order of the variable
   */
  readonly order?: readonly number[]
}

/** @throws UsageError that names the variables without an initializer, and for a training step. */
export function refuseVariables(graph: Graph, initializers: ReadonlyMap<string, OnnxInitializer>): void {
  if (graph.updates.length > 0)
    throw new UsageError('an ONNX graph cannot change variables, so it cannot contain a training step')
  const names = [...graph.variables.keys()].filter(name => !initializers.has(name))
  if (names.length === 0) return
  throw new UsageError(`an ONNX graph holds no variables, but this one has ${names.join(', ')}`, {
    hint: 'Trace without `variables`, so that weights become constants, or give `initializers` for them.',
  })
}

/** Writes a variable as its initializer. */
export function emitInitializer(
  { attrs, outputs: [{ shape, dtype }] }: GraphNode<'Variable'>,
  emitter: Emitter,
  initializers: ReadonlyMap<string, OnnxInitializer>,
): StoredValue {
  const { name, values, order = identityOrder(shape.length) } = initializers.get(attrs.name)!
  checkInitializer(name, shape, values, order)
  return stored(emitter.builder.initializer(name, values, storedShape(shape, order), dtype), shape, dtype, order)
}

function checkInitializer(name: string, shape: Shape, values: ConstantValues, order: Order): void {
  if (!equalNumbers([...order].sort(), identityOrder(shape.length))) {
    throw new UsageError(
      `the order [${order}] of the initializer "${name}" is not a permutation of the ${shape.length} axes`,
    )
  }
  if (values.length === sizeOf(shape)) return
  throw new UsageError(`the initializer "${name}" needs ${sizeOf(shape)} elements, got ${values.length}`)
}
