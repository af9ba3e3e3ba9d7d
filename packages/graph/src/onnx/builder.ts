import { bytesOf } from '../constant-data.js'
import type { ConstantValues } from '../ir.js'
import { equalNumbers, identityOrder, type Shape } from './axis-order.js'
import { type OnnxAttribute, type OnnxDType, type OnnxNode, type OnnxTensor, tensorType } from './schema.js'

/** The value of a node's attribute. A plain number is an INT; write `{ float: 0.5 }` for a FLOAT. */
export type AttributeValue = number | readonly number[] | string | { readonly float: number }

export type OnnxAttributes = Readonly<Record<string, AttributeValue>>

function encodeAttribute(name: string, value: AttributeValue): OnnxAttribute {
  if (typeof value === 'number') return { name, type: 2, i: value }
  if (typeof value === 'string') return { name, type: 3, s: new TextEncoder().encode(value) }
  if ('float' in value) return { name, type: 1, f: value.float }
  return { name, type: 7, ints: value }
}

/** The input of a reshape. */
interface ReshapeOrigin {
  readonly name: string
  readonly shape: Shape
}

/** The result of {@link OnnxBuilder.finish}. */
export interface BuiltNodes {
  readonly nodes: readonly OnnxNode[]
  readonly initializers: readonly OnnxTensor[]
  /** Inputs of the reshapes, by the names of their results. */
  readonly reshaped: ReadonlyMap<string, ReshapeOrigin>
}

interface TransposeOrigin {
  readonly name: string
  readonly perm: readonly number[]
}

/**
 * Collects the nodes and constants of an ONNX graph. It works on stored tensors by name, independent of logical layouts.
 * Repeated constants, transposes and reshapes of a tensor are shared, and chains of them are collapsed.
 */
export class OnnxBuilder {
  /** Origin of the nodes added next, which becomes part of their names. */
  scope = ''
  private readonly nodes: OnnxNode[] = []
  private readonly constants = new Map<string, OnnxTensor>()
  private readonly fixed = new Set<string>()
  private readonly shared = new Map<string, string>()
  private readonly reshaped = new Map<string, ReshapeOrigin>()
  private readonly transposed = new Map<string, TransposeOrigin>()
  private readonly permsOf = new Map<string, readonly (readonly number[])[]>()
  private count = 0

  /** @param reserved names of the graph's inputs and outputs, which no other tensor gets */
  constructor(private readonly reserved: ReadonlySet<string> = new Set()) {}

  /** Adds a node and returns the names of its outputs. */
  add(opType: string, input: readonly string[], attributes: OnnxAttributes = {}, outputs = 1): string[] {
    const output = Array.from({ length: outputs }, () => this.freshName('v'))
    const attribute = Object.entries(attributes).map(([name, value]) => encodeAttribute(name, value))
    const name = `${this.scope === '' ? '' : `${this.scope}/`}${opType}_${output[0]}`
    this.nodes.push({ name, opType, input, output, attribute })
    if (input.every(source => source === '' || this.isFixed(source)))
      for (const result of output) this.fixed.add(result)
    return output
  }

  /** Adds a node with one output. */
  op(opType: string, input: readonly string[], attributes: OnnxAttributes = {}): string {
    return this.add(opType, input, attributes)[0]
  }

  /** Gives a tensor the name of one of the graph's outputs. */
  output(name: string, source: string): void {
    this.nodes.push({ name, opType: 'Identity', input: [source], output: [name], attribute: [] })
  }

  /** Adds a constant tensor that keeps a view of `values`. */
  constant(values: ConstantValues | BigInt64Array, dims: Shape, dtype: OnnxDType): string {
    return this.initializer(this.freshName('c'), values, dims, dtype)
  }

  /** Adds a constant tensor under a given name, which must be reserved. */
  initializer(name: string, values: ConstantValues | BigInt64Array, dims: Shape, dtype: OnnxDType): string {
    this.constants.set(name, { name, dataType: tensorType[dtype], dims, rawData: bytesOf(values) })
    return name
  }

  /** Returns whether a tensor depends only on constants. Engines compute such tensors once, when they load the file. */
  isFixed(name: string): boolean {
    return this.constants.has(name) || this.fixed.has(name)
  }

  /** Returns a shared int64 vector, for shapes, axes and pads. */
  integers(values: readonly number[]): string {
    return this.share(`integers ${values}`, () =>
      this.constant(BigInt64Array.from(values, BigInt), [values.length], 'int64'),
    )
  }

  /** Returns a shared scalar. */
  scalar(value: number, dtype: OnnxDType): string {
    return this.share(`${dtype} ${Object.is(value, -0) ? '-0' : value}`, () => {
      if (dtype === 'int64') return this.constant(BigInt64Array.of(BigInt(value)), [], dtype)
      if (dtype === 'bool') return this.constant(Uint8Array.of(value), [], dtype)
      return this.constant(dtype === 'int32' ? Int32Array.of(value) : Float32Array.of(value), [], dtype)
    })
  }

  reshape(name: string, from: Shape, to: Shape): string {
    const origin = this.reshaped.get(name) ?? { name, shape: from }
    if (equalNumbers(origin.shape, to)) return origin.name
    return this.share(`${origin.name} as ${to}`, () => {
      const result = this.op('Reshape', [origin.name, this.integers(to)])
      this.reshaped.set(result, origin)
      return result
    })
  }

  /** Transposes a tensor. Axis i of the result is axis perm[i] of the tensor. */
  transpose(name: string, perm: readonly number[]): string {
    const origin = this.transposed.get(name) ?? { name, perm: identityOrder(perm.length) }
    const combined = perm.map(axis => origin.perm[axis])
    if (equalNumbers(combined, identityOrder(perm.length))) return origin.name
    return this.share(this.transposeKey(origin.name, combined), () => {
      const result = this.op('Transpose', [origin.name], { perm: combined })
      this.transposed.set(result, { name: origin.name, perm: combined })
      this.permsOf.set(origin.name, [...this.transposesOf(origin.name), combined])
      return result
    })
  }

  /** Adds a transpose for a single reader, which engines fuse into that reader. */
  transposeInto(name: string, perm: readonly number[]): string {
    if (equalNumbers(perm, identityOrder(perm.length))) return name
    return this.share(`${this.transposeKey(name, perm)} for products`, () => this.op('Transpose', [name], { perm }))
  }

  /** Returns whether a transpose of this tensor is free because it exists or undoes another one. */
  hasTranspose(name: string, perm: readonly number[]): boolean {
    const origin = this.transposed.get(name) ?? { name, perm: identityOrder(perm.length) }
    const combined = perm.map(axis => origin.perm[axis])
    return (
      equalNumbers(combined, identityOrder(perm.length)) || this.shared.has(this.transposeKey(origin.name, combined))
    )
  }

  /** Returns the perms by which a tensor was transposed so far. */
  transposesOf(name: string): readonly (readonly number[])[] {
    return this.permsOf.get(name) ?? []
  }

  /** Adds nodes under another scope. */
  within<T>(scope: string, add: () => T): T {
    const current = this.scope
    this.scope = scope
    const result = add()
    this.scope = current
    return result
  }

  /** Returns the tensor of a key. The first call makes it. */
  share(key: string, make: () => string): string {
    const known = this.shared.get(key)
    if (known !== undefined) return known
    const name = make()
    this.shared.set(key, name)
    return name
  }

  /** Returns the nodes and constants that the named outputs need, in order. */
  finish(outputs: Iterable<string>): BuiltNodes {
    const needed = new Set(outputs)
    const nodes: OnnxNode[] = []
    for (const node of this.nodes.toReversed()) {
      if (!node.output.some(name => needed.has(name))) continue
      for (const name of node.input) needed.add(name)
      nodes.push(node)
    }
    const initializers = [...this.constants.values()].filter(({ name }) => needed.has(name))
    return { nodes: nodes.reverse(), initializers, reshaped: this.reshaped }
  }

  private freshName(prefix: string): string {
    const name = `${prefix}${this.count++}`
    return this.reserved.has(name) ? this.freshName(prefix) : name
  }

  private transposeKey(name: string, perm: readonly number[]): string {
    return `${name} by ${perm}`
  }
}
