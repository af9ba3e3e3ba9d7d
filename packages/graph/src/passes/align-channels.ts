import { sameShape } from '@dfpir/core'
import { padValues } from '../constant-data.js'
import { type Graph, type GraphNode, type GraphValue, isComposite, isElementwise } from '../ir.js'
import { ruleOf } from '../operations/elementwise.js'
import { nodesInOrder } from '../order.js'
import { constantValues, shapeOf, typeOf } from '../values.js'

/** Engines store the channels of an image in blocks of this size if their number allows it. */
const block = 16

/** The inputs that a writer of the graph uses: for a composite, either the arguments or the value. */
export type InputsOf = (node: GraphNode) => readonly GraphValue[]

/** Returns whether a node depends only on constants and variables, so that it can be extended. */
type IsFixed = (value: GraphValue) => boolean

/** Finds the nodes that need no input. The nodes must be in order. */
function fixedNodes(nodes: readonly GraphNode[], inputsOf: InputsOf): IsFixed {
  const fixed = new Set<GraphNode>()
  for (const node of nodes) {
    if (node.op !== 'Placeholder' && inputsOf(node).every(input => fixed.has(input.node))) fixed.add(node)
  }
  return ({ node }) => fixed.has(node)
}

function alignedCount(channels: number): number {
  return Math.ceil(channels / block) * block
}

/** Determines which nodes produce images with more channels than traced, see {@link alignChannels}. */
class Alignment {
  private readonly wide = new Set<GraphNode>()
  private readonly consumers = new Map<GraphNode, GraphNode[]>()
  private readonly isFixed: IsFixed

  constructor(
    nodes: readonly GraphNode[],
    outputs: Iterable<GraphValue>,
    private readonly inputsOf: InputsOf,
  ) {
    this.isFixed = fixedNodes(nodes, inputsOf)
    for (const node of nodes) for (const { node: input } of inputsOf(node)) this.consumersOf(input).push(node)
    for (const node of nodes) if (this.canWiden(node) || this.passesOn(node)) this.wide.add(node)
    for (const { node } of outputs) this.wide.delete(node)
    while (this.removeMisfits());
  }

  isWide(node: GraphNode): boolean {
    return this.wide.has(node)
  }

  private consumersOf(node: GraphNode): GraphNode[] {
    const list = this.consumers.get(node) ?? []
    this.consumers.set(node, list)
    return list
  }

  /** Returns whether a node is a convolution that can get more outputs, with filters of zeros. */
  private canWiden(node: GraphNode): boolean {
    if (node.op !== 'Conv2D' || !this.isFixed(node.inputs[1])) return false
    const channels = node.outputs[0].shape[3]
    return channels % block !== 0 && alignedCount(channels) <= 1.25 * channels
  }

  private passesOn(node: GraphNode): boolean {
    const inputs = this.inputsOf(node)
    if (node.op === 'DepthwiseConv2dNative') return this.isFixed(inputs[1]) && shapeOf(inputs[1])[3] === 1
    return isComposite(node, 'Gelu') || (isElementwise(node) && ruleOf(node.op).finite)
  }

  private removeMisfits(): boolean {
    const misfits = [...this.wide].filter(node => !this.isFed(node) || !this.isTaken(node))
    for (const node of misfits) this.wide.delete(node)
    return misfits.length > 0
  }

  /** Returns whether every input has the additional channels, is the same for all channels, or is a constant to extend. */
  private isFed(node: GraphNode): boolean {
    if (node.op === 'Conv2D') return true
    const { shape } = node.outputs[0]
    const inputs = node.op === 'DepthwiseConv2dNative' ? node.inputs.slice(0, 1) : this.inputsOf(node)
    const wide = inputs.filter(input => this.wide.has(input.node) && sameShape(shapeOf(input), shape))
    const others = inputs.filter(input => !wide.includes(input))
    return wide.length > 0 && others.every(input => this.isFixed(input) || (shapeOf(input).at(-1) ?? 1) === 1)
  }

  /** Returns whether all readers can ignore the additional channels. */
  private isTaken(node: GraphNode): boolean {
    return this.consumersOf(node).every(consumer => {
      const reduces = consumer.op === 'Conv2D' && this.isFixed(consumer.inputs[1])
      return reduces || this.wide.has(consumer)
    })
  }
}

/** Appends zeros to a value along an axis. */
function extend(value: GraphValue, axis: number, length: number): GraphValue {
  const { shape, dtype } = typeOf(value)
  if (shape[axis] === length) return value
  const values = constantValues(value)
  const outputs = [{ shape: shape.with(axis, length), dtype }]
  const { scope } = value.node
  if (values !== undefined) {
    const attrs = { values: padValues(values, shape, axis, length) }
    const node: GraphNode<'Const'> = { op: 'Const', inputs: [], attrs, outputs, scope }
    return { node, index: 0 }
  }
  const paddings = shape.map((own, index) => [0, index === axis ? length - own : 0] as const)
  const node: GraphNode<'PadV2'> = {
    op: 'PadV2',
    inputs: [value],
    attrs: { paddings, constantValue: 0 },
    outputs,
    scope,
  }
  return { node, index: 0 }
}

/**
 * Returns the same graph with hidden channels padded to a multiple of 16 where that costs little: from a convolution that
 * produces them to those that consume them, through depthwise convolutions and elementwise operations. The additional
 * channels are computed from zeros and multiplied by zeros. onnxruntime convolves 255 channels half as fast as 256.
 */
export function alignChannels(graph: Graph, inputsOf: InputsOf = node => node.inputs): Graph {
  const nodes = nodesInOrder(graph.outputs.values(), inputsOf)
  const alignment = new Alignment(nodes, graph.outputs.values(), inputsOf)
  const replaced = new Map<GraphNode, GraphNode>()
  const current = ({ node, index }: GraphValue) => ({ node: replaced.get(node) ?? node, index })
  for (const node of nodes) {
    const inputs = node.inputs.map(current)
    const changed = inputs.some(({ node: input }, index) => input !== node.inputs[index].node)
    if (alignment.isWide(node)) replaced.set(node, widened(node, inputs))
    else if (changed) replaced.set(node, { ...node, inputs: consumed(node, inputs) })
  }
  return { ...graph, outputs: new Map([...graph.outputs].map(([name, value]) => [name, current(value)])) }
}

/** Returns the inputs of a convolution whose image has more channels. */
function consumed(node: GraphNode, inputs: readonly GraphValue[]): readonly GraphValue[] {
  if (node.op !== 'Conv2D') return inputs
  const [image, filter] = inputs
  return [image, extend(filter, 2, shapeOf(image)[3])]
}

function widened(node: GraphNode, inputs: readonly GraphValue[]): GraphNode {
  const [{ shape, dtype }] = node.outputs
  const channels = alignedCount(shape[3])
  const outputs = [{ shape: shape.with(3, channels), dtype }]
  return { ...node, inputs: widenedInputs(node, inputs, channels), outputs }
}

function widenedInputs(node: GraphNode, inputs: readonly GraphValue[], channels: number): readonly GraphValue[] {
  if (node.op === 'Conv2D') {
    const [image, filter] = consumed(node, inputs)
    return [image, extend(filter, 3, channels)]
  }
  if (node.op === 'DepthwiseConv2dNative') return [inputs[0], extend(inputs[1], 2, channels)]
  return inputs.map(input =>
    shapeOf(input).at(-1) === node.outputs[0].shape[3] ? extend(input, shapeOf(input).length - 1, channels) : input,
  )
}
