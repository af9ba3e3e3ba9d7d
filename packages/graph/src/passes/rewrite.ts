import { type Graph, type GraphNode, type GraphValue, resultsOf } from '../ir.js'
import { nodesInOrder } from '../order.js'

/** The values that take the place of a node's outputs, or undefined to keep it. `inputs` are rewritten already. */
export type Rewrite = (node: GraphNode, inputs: readonly GraphValue[]) => readonly GraphValue[] | undefined

/** The nodes that a graph's outputs and updates depend on, each after its inputs. */
export function liveNodes(graph: Graph): GraphNode[] {
  return nodesInOrder(resultsOf(graph))
}

/** The graph with nodes exchanged for others. The given graph stays as it is. */
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

/** The outputs of a copy of the node that reads other inputs, or undefined when they are the ones it has. */
function withInputs(node: GraphNode, inputs: readonly GraphValue[]): GraphValue[] | undefined {
  if (inputs.every((input, index) => sameValue(input, node.inputs[index]))) return undefined
  const copy = { ...node, inputs }
  return node.outputs.map((_, index) => ({ node: copy, index }))
}

function sameValue(a: GraphValue, b: GraphValue): boolean {
  return a.node === b.node && a.index === b.index
}

/** Which nodes read each node. */
export function readersOf(nodes: readonly GraphNode[]): ReadonlyMap<GraphNode, ReadonlySet<GraphNode>> {
  const readers = new Map<GraphNode, Set<GraphNode>>()
  for (const node of nodes) {
    for (const { node: input } of node.inputs) readers.set(input, (readers.get(input) ?? new Set()).add(node))
  }
  return readers
}
