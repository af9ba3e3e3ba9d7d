import type { ConstantValues, GraphNode, GraphValue, OperationAttributes, OperationName, TensorType } from './ir.js'
import { simplify } from './simplify.js'
import { exactText, uniformElement } from './values.js'

export interface GraphBuilderOptions {
  /** Returns the layer that the next node belongs to. */
  scope?: () => string
}

/**
 * Makes nodes. Equal nodes (the same operation, attributes and inputs) are made once, and operations without effect return
 * their input, see {@link simplify}.
 */
export class GraphBuilder {
  private readonly nodes = new Map<string, GraphNode>()
  private readonly ids = new Map<GraphNode, number>()
  private readonly scope: () => string

  constructor({ scope = () => '' }: GraphBuilderOptions = {}) {
    this.scope = scope
  }

  /** Makes a value that is fed in each run (`Placeholder`) or kept in the session (`Variable`). */
  named(op: 'Placeholder' | 'Variable', name: string, type: TensorType): GraphNode {
    return this.intern(`${op} ${name}`, { op, inputs: [], attrs: { name }, outputs: [type], scope: '' })
  }

  /** Makes a constant. Its elements are not copied. */
  constant(values: ConstantValues, { shape, dtype }: TensorType): GraphValue {
    const outputs = [{ shape: [...shape], dtype }]
    const node: GraphNode<'Const'> = { op: 'Const', inputs: [], attrs: { values }, outputs, scope: this.scope() }
    const elements = describe(values)
    const key = elements === undefined ? undefined : `Const ${dtype} [${shape}] ${elements}`
    return { node: this.intern(key, node), index: 0 }
  }

  /** Makes an operation and returns its outputs. */
  operation<Op extends OperationName>(
    op: Op,
    inputs: readonly GraphValue[],
    attrs: OperationAttributes[Op],
    outputs: readonly TensorType[],
  ): GraphValue[] {
    const operation: GraphNode<Op> = { op, inputs: [...inputs], attrs, outputs, scope: this.scope() }
    const known = simplify(operation)
    if (known) return [known]
    const references = inputs.map(({ node, index }) => `${this.ids.get(node)}:${index}`)
    const key = `${op} ${JSON.stringify(attrs, exactNumbers)} ${references} ${outputs.map(output => output.dtype)}`
    const node = this.intern(key, operation)
    return outputs.map((_, index) => ({ node, index }))
  }

  private intern(key: string | undefined, node: GraphNode): GraphNode {
    const existing = key === undefined ? undefined : this.nodes.get(key)
    if (existing) return existing
    this.ids.set(node, this.ids.size)
    if (key !== undefined) this.nodes.set(key, node)
    return node
  }
}

/** Returns a text that identifies a small or uniform constant; undefined for others. */
function describe(values: ConstantValues): string | undefined {
  const uniform = uniformElement(values)
  if (uniform !== undefined) return `all ${exactText(uniform)}`
  return values.length <= 16 ? Array.from(values, exactText).join(' ') : undefined
}

/** JSON supports neither infinities nor NaN. */
function exactNumbers(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? exactText(value) : value
}
