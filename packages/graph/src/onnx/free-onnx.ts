import { UsageError } from '@dfpir/core'
import type { Graph } from '../ir.js'
import { OnnxBuilder } from './builder.js'
import { GraphComparison } from './free-compare.js'
import { type FreeDimension, FreeInterface } from './free-interface.js'
import { mostDimensions, type Sizes, sampleSizes } from './free-samples.js'
import { FreeSizes } from './free-sizes.js'
import { encodeModel, type OnnxGraph } from './schema.js'
import { type EmittedGraph, emitGraph, type ToOnnxOptions } from './to-onnx.js'

export interface ToFreeOnnxOptions<Name extends string = string> extends Omit<ToOnnxOptions, 'channels'> {
  /** The free dimensions by their names in the file. */
  readonly dimensions: Readonly<Record<Name, FreeDimension>>
}

/**
 * Encodes an ONNX file (opset 20) whose inputs and outputs have free dimensions. The graph is traced at several sizes, and
 * all traces must have the same operations. The numbers in which they differ (shapes, bounds of slices, scales) are
 * expressed as products of factors of one dimension each, such as batch · height/8 · (width + 2), and the file computes
 * them from the shapes of the inputs. In most cases, ONNX's placeholders in Reshape are enough.
 *
 * While tracing, every size is at least twice `multipleOf`, and no two are equal. A function that treats a batch of one or
 * square pictures differently is therefore traced for the general case.
 *
 * @param trace traces the graph with inputs of these sizes
 * @throws UsageError that names the node where traces disagree, a number that is not such a product, a dimension that no
 *   input has, or an output that cannot be cropped.
 */
export function toFreeOnnx<Name extends string>(
  trace: (sizes: Sizes<Name>) => Graph,
  { dimensions, initializers = new Map(), ...about }: ToFreeOnnxOptions<Name>,
): Uint8Array {
  const samples = sampleSizes(stepsOf<Name>(dimensions))
  const base = emitGraph(trace(samples[0]), initializers)
  const weights = new Set([...initializers.values()].map(({ name }) => name))
  const comparison = new GraphComparison(base, samples[0], weights)
  const graphs: Pick<OnnxGraph, 'inputs' | 'outputs'>[] = [base]
  for (const sizes of samples.slice(1)) {
    const graph = emitGraph(trace(sizes), initializers)
    comparison.add(graph, sizes)
    graphs.push({ inputs: graph.inputs, outputs: graph.outputs })
  }
  const builder = new OnnxBuilder(namesIn(base))
  const shapes = new FreeInterface(builder, dimensions, graphs, samples)
  const sizes = new FreeSizes(builder, shapes.sizes, samples)
  const replaced = new Map(
    comparison.changing().map(one => [`${one.node} ${one.input}`, sizes.replace(one, base.nodes[one.node].name)]),
  )
  const nodes = base.nodes.map((node, index) => ({
    ...node,
    input: node.input.map((name, input) => replaced.get(`${index} ${input}`) ?? shapes.paddedInput(name)),
  }))
  return encodeModel(shapes.complete({ ...base, nodes }), about)
}

function stepsOf<Name extends string>(dimensions: Readonly<Record<Name, FreeDimension>>): Record<Name, number> {
  const names = Object.keys(dimensions) as Name[]
  if (names.length === 0 || names.length > mostDimensions) {
    throw new UsageError(`expected 1 to ${mostDimensions} free dimensions, got ${names.length}`)
  }
  const steps = names.map((name): [Name, number] => [name, dimensions[name].multipleOf ?? 1])
  const strange = steps.find(([, step]) => !Number.isInteger(step) || step < 1)
  if (strange !== undefined)
    throw new UsageError(`multipleOf of "${strange[0]}" must be a positive whole number, got ${strange[1]}`)
  return Object.fromEntries(steps) as Record<Name, number>
}

function namesIn({ nodes, initializers, inputs }: EmittedGraph): Set<string> {
  return new Set([...nodes.flatMap(({ output }) => output), ...[...initializers, ...inputs].map(({ name }) => name)])
}
