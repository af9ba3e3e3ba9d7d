import { UsageError } from '@dfpir/core'
import { type Graph, type GraphNode, type GraphValue, isOperation, resultsOf } from '../ir.js'
import { liveNodes, rewriteGraph } from './rewrite.js'

/**
 * Splits a graph into two that run one after the other. `first` contains the selected nodes and returns the values that the
 * others read as outputs `cut0`, `cut1`, …, which are inputs of `second`. Both have the graph's inputs that they read. This
 * is for engines that compute a whole graph in one precision.
 *
 * @param isFirst selects operations for the first graph; constants and inputs belong to both graphs
 * @throws UsageError if a first operation reads a second one, or if an output or update of the graph is a first one.
 */
export function splitGraph(graph: Graph, isFirst: (node: GraphNode) => boolean): { first: Graph; second: Graph } {
  const nodes = liveNodes(graph)
  const first = new Set(nodes.filter(node => !isSource(node) && isFirst(node)))
  const second = nodes.filter(node => !isSource(node) && !first.has(node))
  checkOrder(graph, first, second)
  const cuts = new Map<string, GraphValue>()
  for (const value of second.flatMap(({ inputs }) => inputs)) if (first.has(value.node)) addCut(cuts, value)
  const replacements = [...cuts].map(([name, value]) => ({ value, placeholder: placeholderFor(name, value) }))
  const rest = rewriteGraph(graph, node => {
    const cut = replacements.filter(({ value }) => value.node === node)
    return cut.length === 0 ? undefined : node.outputs.map((_, index) => cutAt(cut, index) ?? { node, index })
  })
  return {
    first: withLiveInputs({ ...graph, outputs: cuts, updates: [] }),
    second: withLiveInputs(rest),
  }
}

function isSource(node: GraphNode): boolean {
  return isOperation(node, 'Const', 'Placeholder', 'Variable')
}

function checkOrder(graph: Graph, first: ReadonlySet<GraphNode>, second: readonly GraphNode[]): void {
  const after = new Set(second)
  for (const node of first) {
    const read = node.inputs.find(input => after.has(input.node))
    if (read) throw new UsageError(`${node.op} in "${node.scope}" reads ${read.node.op} in "${read.node.scope}"`)
  }
  if (resultsOf(graph).some(({ node }) => first.has(node)))
    throw new UsageError('an output of the graph is in its first part')
}

function addCut(cuts: Map<string, GraphValue>, value: GraphValue): void {
  const known = [...cuts.values()].some(({ node, index }) => node === value.node && index === value.index)
  if (!known) cuts.set(`cut${cuts.size}`, value)
}

function placeholderFor(name: string, { node, index }: GraphValue): GraphNode<'Placeholder'> {
  return { op: 'Placeholder', inputs: [], attrs: { name }, outputs: [node.outputs[index]], scope: '' }
}

function cutAt(cut: readonly { value: GraphValue; placeholder: GraphNode }[], index: number): GraphValue | undefined {
  const found = cut.find(({ value }) => value.index === index)
  return found && { node: found.placeholder, index: 0 }
}

function withLiveInputs(graph: Graph): Graph {
  const placeholders = liveNodes(graph).filter(node => isOperation(node, 'Placeholder'))
  return { ...graph, inputs: new Map(placeholders.map(node => [node.attrs.name, node])) }
}
