import {
  type CompositeNode,
  type Graph,
  type GraphNode,
  type GraphValue,
  isComposite,
  isOperation,
  type OperationAttributes,
  type OperationName,
} from '../ir.js'
import { constantValues, shapeOf } from '../values.js'
import { isPointwise, windowOf } from '../window.js'
import { liveNodes, readersOf, rewriteGraph } from './rewrite.js'

/**
 * Returns the same graph with the scales and offsets of layer norms multiplied into the 1×1 convolutions that read them:
 *
 *     conv((x − μ)/σ · scale + offset, W) = conv((x − μ)/σ, diag(scale)·W) + offset·W
 *
 * which leaves one subtraction and one multiplication per pixel. It changes each composite `LayerNorm` with constant scale
 * and offset whose only readers are 1×1 convolutions with constant filters. The rest of the norm becomes plain nodes, so
 * omit this pass for engines with a native layer norm. The result is equal up to rounding: the mean is subtracted from the
 * features rather than folded into the filters, where it would lose precision if it is much larger than σ.
 */
export function foldLayerNorm(graph: Graph): Graph {
  const foldable = foldableNorms(graph)
  return rewriteGraph(graph, (node, inputs) => {
    if (isComposite(node, 'LayerNorm') && foldable.has(node)) return [normalised(node, inputs[0])]
    const norm = node.op === 'Conv2D' ? node.inputs[0].node : undefined
    return norm && foldable.has(norm) ? [foldedConvolution(node, norm, inputs[0])] : undefined
  })
}

function foldableNorms(graph: Graph): ReadonlySet<GraphNode> {
  const nodes = liveNodes(graph)
  const readers = readersOf(nodes)
  const fetched = new Set([...graph.outputs.values()].map(({ node }) => node))
  return new Set(
    nodes.filter(node => {
      const all = [...(readers.get(node) ?? [])]
      return isConstantNorm(node) && !fetched.has(node) && all.every(reader => isPointwiseConvolution(reader, node))
    }),
  )
}

function isConstantNorm(node: GraphNode): boolean {
  if (!isComposite(node, 'LayerNorm')) return false
  const [x, scale, offset] = node.inputs
  const channels = shapeOf(x).at(-1)
  return [scale, offset].every(value => constantValues(value)?.length === channels)
}

function isPointwiseConvolution(node: GraphNode, image: GraphNode): boolean {
  if (!isOperation(node, 'Conv2D') || node.inputs[0].node !== image) return false
  const filter = node.inputs[1]
  return constantValues(filter) !== undefined && isPointwise(windowOf(node.attrs, shapeOf(filter)))
}

/** (x − μ)/σ over the last axis. */
function normalised(norm: CompositeNode<'LayerNorm'>, x: GraphValue): GraphValue {
  const { scope } = norm
  const shape = shapeOf(x)
  const perPixel = shape.with(-1, 1)
  const mean = (value: GraphValue) =>
    operationNode('Mean', [value], { axes: [shape.length - 1], keepDims: true }, perPixel, scope)
  const epsilon = constantNode(Float32Array.of(norm.attrs.epsilon), [])
  const centred = operationNode('Sub', [x, mean(x)], {}, shape, scope)
  const variance = mean(operationNode('Square', [centred], {}, shape, scope))
  const inverse = operationNode(
    'Rsqrt',
    [operationNode('Add', [variance, epsilon], {}, perPixel, scope)],
    {},
    perPixel,
    scope,
  )
  return operationNode('Multiply', [centred, inverse], {}, shape, scope)
}

function foldedConvolution(conv: GraphNode, norm: GraphNode, image: GraphValue): GraphValue {
  const [, scale, offset] = norm.inputs
  const filter = conv.inputs[1]
  const { weights, bias } = foldFilter(valuesOf(filter), valuesOf(scale), valuesOf(offset))
  const folded = { node: { ...conv, inputs: [image, constantNode(weights, shapeOf(filter))] }, index: 0 }
  if (bias.every(value => value === 0)) return folded
  const inputs = [folded, constantNode(bias, [bias.length])]
  return operationNode('Add', inputs, {}, conv.outputs[0].shape, conv.scope)
}

/** Returns diag(scale)·W and offset·W of a filter W, [in, out], row-major. */
function foldFilter(filter: ArrayLike<number>, scale: ArrayLike<number>, offset: ArrayLike<number>) {
  const outputs = filter.length / scale.length
  const sums = new Float64Array(outputs)
  const weights = Float32Array.from(filter, (weight, index) => {
    const channel = Math.floor(index / outputs)
    sums[index % outputs] += offset[channel] * weight
    return scale[channel] * weight
  })
  return { weights, bias: Float32Array.from(sums) }
}

function valuesOf(value: GraphValue): ArrayLike<number> {
  return constantValues(value) ?? []
}

/** Makes a float32 operation and returns its output. */
function operationNode<Op extends OperationName>(
  op: Op,
  inputs: readonly GraphValue[],
  attrs: OperationAttributes[Op],
  shape: readonly number[],
  scope: string,
): GraphValue {
  const node: GraphNode<Op> = { op, inputs, attrs, outputs: [{ shape, dtype: 'float32' }], scope }
  return { node, index: 0 }
}

/** Makes a float32 constant. */
function constantNode(values: Float32Array, shape: readonly number[]): GraphValue {
  return operationNode('Const', [], { values }, shape, '')
}
