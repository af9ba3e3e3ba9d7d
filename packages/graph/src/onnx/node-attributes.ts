import { Attributes } from '../attributes.js'
import type { GraphNode } from '../ir.js'

/** `Conv2D in "encoder/block"`: how errors name a node. */
export function describeNode(node: GraphNode): string {
  return node.scope === '' ? node.op : `${node.op} in "${node.scope}"`
}

export function attributesOf(node: GraphNode): Attributes {
  return new Attributes(node.attrs, describeNode(node))
}
