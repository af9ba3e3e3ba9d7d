/**
 * Finds the cycles of a directed graph: its strongly connected components of more than one node (Tarjan, 1972), with sorted
 * nodes. Ignores targets that are not nodes of the graph.
 */
export function findCircles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const numbers = new Map<string, number>()
  const path: string[] = []
  const circles: string[][] = []

  /** Returns the smallest number of the nodes on the path that the node reaches. */
  function visit(node: string): number {
    const number = numbers.size
    numbers.set(node, number)
    path.push(node)
    let lowest = number
    for (const target of graph.get(node)!) {
      if (!graph.has(target)) continue
      if (!numbers.has(target)) lowest = Math.min(lowest, visit(target))
      else if (path.includes(target)) lowest = Math.min(lowest, numbers.get(target)!)
    }
    if (lowest === number) {
      const part = path.splice(path.indexOf(node))
      if (part.length > 1) circles.push(part.sort())
    }
    return lowest
  }

  for (const node of graph.keys()) if (!numbers.has(node)) visit(node)
  return circles
}
