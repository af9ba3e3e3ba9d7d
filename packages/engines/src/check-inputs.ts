import { type Float32Tensor, UsageError } from '@dfpir/core'
import type { Graph } from '@dfpir/graph'

/** The shapes of a graph's inputs by name. */
export type InputShapes = ReadonlyMap<string, readonly number[]>

/** @throws UsageError if the graph has variables or an input that is not float32. */
export function inputShapes(graph: Graph): InputShapes {
  if (graph.variables.size > 0) {
    const names = [...graph.variables.keys()].slice(0, 3).join(', ')
    throw new UsageError(`expected a graph without variables, got one with ${graph.variables.size} (${names} …)`, {
      hint: 'Trace it without `variables`, so that its weights become constants.',
    })
  }
  const shapes = new Map<string, readonly number[]>()
  for (const [name, node] of graph.inputs) {
    const [{ shape, dtype }] = node.outputs
    if (dtype !== 'float32') throw new UsageError(`the input "${name}" is ${dtype}; engines accept only float32 inputs`)
    shapes.set(name, shape)
  }
  return shapes
}

/** @throws UsageError for a missing, unknown or differently shaped input. */
export function checkInputs(shapes: InputShapes, inputs: Readonly<Record<string, Float32Tensor>>): void {
  const expected = [...shapes.keys()].join(', ') || 'none'
  for (const name of Object.keys(inputs)) {
    if (!shapes.has(name)) throw new UsageError(`the graph has no input "${name}"; its inputs are: ${expected}`)
  }
  for (const [name, shape] of shapes) {
    const input = inputs[name]
    if (!input) throw new UsageError(`the input "${name}" is missing; the graph's inputs are: ${expected}`)
    checkShape(name, shape, input)
  }
}

function checkShape(name: string, shape: readonly number[], input: Float32Tensor): void {
  if (shape.join() !== input.shape.join()) {
    throw new UsageError(`the input "${name}" must be [${shape.join(', ')}], got [${input.shape.join(', ')}]`)
  }
  const size = shape.reduce((product, extent) => product * extent, 1)
  if (input.data.length !== size) {
    throw new UsageError(`the input "${name}" must have ${size} numbers, got ${input.data.length}`)
  }
}
