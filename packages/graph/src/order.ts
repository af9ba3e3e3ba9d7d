import type { GraphNode, GraphValue } from './ir.js'

/**
 * Lists the nodes that values depend on, each after its inputs. `inputsOf` selects the inputs that count. It does not use
 * recursion, because the graph of a deep network is deep.
 */
export function nodesInOrder(
  results: Iterable<GraphValue>,
  inputsOf: (node: GraphNode) => readonly GraphValue[] = node => node.inputs,
): GraphNode[] {
  const ordered = new Set<GraphNode>()
  const entered = new Set<GraphNode>()
  const stack = Array.from(results, ({ node }) => node).reverse()
  for (let node = stack.at(-1); node; node = stack.at(-1)) {
    if (entered.has(node)) {
      ordered.add(node)
      stack.pop()
      continue
    }
    entered.add(node)
    for (const { node: input } of [...inputsOf(node)].reverse()) if (!entered.has(input)) stack.push(input)
  }
  return [...ordered]
}
