import { UsageError } from '@dfpir/core'
import { equalNumbers } from './axis-order.js'
import type { Sizes } from './free-samples.js'
import type { OnnxNode, OnnxTensor } from './schema.js'
import type { EmittedGraph } from './to-onnx.js'

/** An input of a node, both by index. */
interface Site {
  readonly node: number
  readonly input: number
}

/** An input that is a constant whose elements change with the sizes. */
export interface ChangingConstant extends Site {
  /** The constant in the first sample. */
  readonly constant: OnnxTensor
  /** Its elements in each sample. */
  readonly data: readonly Uint8Array[]
  /** If it is the target shape of a tensor: that tensor's own shape in each sample. */
  readonly reshaped?: readonly (readonly number[])[]
}

/**
 * Finds the differences between graphs for different sizes: the elements of some constants. They are compared where they
 * are used, because constants that happen to be equal are shared.
 */
export class GraphComparison {
  private readonly constants: ReadonlyMap<string, OnnxTensor>
  private readonly data = new Map<string, Site & { constant: OnnxTensor; data: Uint8Array[] }>()
  private readonly samples: { readonly graph: Reshaped; readonly sizes: Sizes }[]

  /** @param weights names of constants that are the same at all sizes */
  constructor(
    private readonly base: EmittedGraph,
    sizes: Sizes,
    private readonly weights: ReadonlySet<string> = new Set(),
  ) {
    this.constants = byName(base)
    this.samples = [{ graph: reshapedBy(base), sizes }]
  }

  /**
   * Records the differences of the graph for other sizes.
   *
   * @throws UsageError that names the first node that does not correspond
   */
  add(other: EmittedGraph, sizes: Sizes): void {
    const constants = byName(other)
    const names = new Map<string, string>()
    for (const [index, node] of this.base.nodes.entries()) {
      const counterpart = other.nodes[index]
      if (counterpart === undefined || !sameOperation(node, counterpart))
        throw this.disagreement(node, counterpart, sizes)
      for (const [input, name] of node.input.entries()) {
        const constant = this.constants.get(name)
        const opposite = counterpart.input[input]
        const changed = constants.get(opposite)
        if (constant && changed) this.compare({ node: index, input }, constant, changed, sizes)
        else if (constant || changed || (names.get(opposite) ?? opposite) !== name) {
          throw this.disagreement(node, counterpart, sizes)
        }
      }
      for (const [output, name] of node.output.entries()) names.set(counterpart.output[output], name)
    }
    const rest = other.nodes[this.base.nodes.length]
    if (rest !== undefined) throw this.disagreement(undefined, rest, sizes)
    this.samples.push({ graph: reshapedBy(other), sizes })
  }

  /** Returns the constants whose elements differ in some graph. */
  changing(): ChangingConstant[] {
    return [...this.data.values()].map(({ node, input, constant, data }) => {
      const shapes = this.samples.map(({ graph }) => graph[node])
      const reshaped = input === 1 && shapes.every(shape => shape !== undefined) ? shapes : undefined
      return { node, input, constant, data: this.samples.map((_, at) => data[at] ?? constant.rawData), reshaped }
    })
  }

  private compare(site: Site, constant: OnnxTensor, other: OnnxTensor, sizes: Sizes): void {
    if (this.weights.has(constant.name) && constant.name === other.name) return
    const node = this.base.nodes[site.node]
    if (constant.dataType !== other.dataType || !equalNumbers(constant.dims, other.dims)) {
      const [ours, theirs] = [constant, other].map(({ dims }) => `[${dims.join(', ')}]`)
      throw new UsageError(
        `${node.name} reads a constant of shape ${ours} at ${this.baseSizes}, but ${theirs} at ${describeSizes(sizes)}`,
        { hint: 'The number of elements that are known while tracing must not depend on the sizes.' },
      )
    }
    if (sameBytes(constant.rawData, other.rawData)) return
    const key = `${site.node} ${site.input}`
    const known = this.data.get(key) ?? { ...site, constant, data: [] }
    known.data[this.samples.length] = other.rawData
    this.data.set(key, known)
  }

  private get baseSizes(): string {
    return describeSizes(this.samples[0].sizes)
  }

  private disagreement(node: OnnxNode | undefined, other: OnnxNode | undefined, sizes: Sizes): UsageError {
    const [ours, theirs] = [node, other].map(one => one?.name ?? 'nothing')
    return new UsageError(`${ours} at ${this.baseSizes} corresponds to ${theirs} at ${describeSizes(sizes)}`, {
      hint: 'A graph with free sizes must have the same operations, with the same windows and axes, at all sizes.',
    })
  }
}

/** The input shape of each node that reshapes. */
type Reshaped = readonly (readonly number[] | undefined)[]

function reshapedBy({ nodes, reshaped }: EmittedGraph): Reshaped {
  return nodes.map(({ output }) => reshaped.get(output[0])?.shape)
}

/** `batch 5, height 104`. */
export function describeSizes(sizes: Sizes): string {
  return Object.entries(sizes)
    .map(entry => entry.join(' '))
    .join(', ')
}

function byName({ initializers }: EmittedGraph): Map<string, OnnxTensor> {
  return new Map(initializers.map(tensor => [tensor.name, tensor]))
}

function sameOperation(a: OnnxNode, b: OnnxNode): boolean {
  const same = a.opType === b.opType && a.input.length === b.input.length && a.output.length === b.output.length
  return same && JSON.stringify(a.attribute) === JSON.stringify(b.attribute)
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a === b || (a.length === b.length && a.every((byte, index) => byte === b[index]))
}
