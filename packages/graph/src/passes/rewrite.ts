import { type Graph, type GraphNode, type GraphValue, resultsOf } from '../ir.js'
import { nodesInOrder } from '../order.js'

/** Returns the values that replace a node's outputs, or undefined to keep it. `inputs` are already rewritten. */
export type Rewrite = (node: GraphNode, inputs: readonly GraphValue[]) => readonly GraphValue[] | undefined

/** Lists the nodes that a graph's outputs and updates depend on, each after its inputs. */
export function liveNodes(graph: Graph): GraphNode[] {
  return nodesInOrder(resultsOf(graph))
}

/** Returns the graph with some nodes replaced. The given graph stays unchanged. */
export function rewriteGraph(graph: Graph, rewrite: Rewrite): Graph {
  const replaced = new Map<GraphNode, readonly GraphValue[]>()
  const current = (value: GraphValue) => replaced.get(value.node)?.[value.index] ?? value
  for (const node of liveNodes(graph)) {
    const inputs = node.inputs.map(current)
    const values = rewrite(node, inputs) ?? withInputs(node, inputs)
    if (values !== undefined) replaced.set(node, values)
  }
  return {
    ...graph,
    outputs: new Map([...graph.outputs].map(([name, value]) => [name, current(value)])),
    updates: graph.updates.map(update => ({
      ...update,
      gradient: current(update.gradient),
      ...(update.share && { share: current(update.share) }),
    })),
  }
}

/** Returns the outputs of a copy of the node with other inputs, or undefined if the inputs are the same. */
function withInputs(node: GraphNode, inputs: readonly GraphValue[]): GraphValue[] | undefined {
  if (inputs.every((input, index) => sameValue(input, node.inputs[index]))) return undefined
  const copy = { ...node, inputs }
  return node.outputs.map((_, index) => ({ node: copy, index }))
}

function sameValue(a: GraphValue, b: GraphValue): boolean {
  return a.node === b.node && a.index === b.index
}

/** Returns the readers of each node. */
export function readersOf(nodes: readonly GraphNode[]): ReadonlyMap<GraphNode, ReadonlySet<GraphNode>> {
  const readers = new Map<GraphNode, Set<GraphNode>>()
  for (const node of nodes) {
    for (const { node: input } of node.inputs) readers.set(input, (readers.get(input) ?? new Set()).add(node))
  }
  return readers
}
