import { type Float32Tensor, UsageError } from '@dfpir/core'
import type { Graph } from '@dfpir/graph'

/** The shapes in which a graph takes its inputs, by name. */
export type InputShapes = ReadonlyMap<string, readonly number[]>

/** @throws UsageError when the graph has variables or an input that is not float32. */
export function inputShapes(graph: Graph): InputShapes {
  if (graph.variables.size > 0) {
    const names = [...graph.variables.keys()].slice(0, 3).join(', ')
    throw new UsageError(`a graph for inference has no variables, this one has ${graph.variables.size} (${names} …)`, {
      hint: 'Trace it without `variables`: its weights become constants.',
    })
  }
  const shapes = new Map<string, readonly number[]>()
  for (const [name, node] of graph.inputs) {
    const [{ shape, dtype }] = node.outputs
    if (dtype !== 'float32') throw new UsageError(`the input "${name}" is ${dtype}; engines take float32 inputs`)
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
    throw new UsageError(`the input "${name}" must be [${shape.join(', ')}], not [${input.shape.join(', ')}]`)
  }
  const size = shape.reduce((product, extent) => product * extent, 1)
  if (input.data.length !== size) {
    throw new UsageError(`the input "${name}" must hold ${size} numbers, not ${input.data.length}`)
  }
}
