import { UsageError } from '@dfpir/core'
import type { ConstantValues, TensorType } from '../ir.js'
import { exactText } from '../values.js'
import * as attr from './attr-value.js'
import { type AttrValue, encodeGraphDef, type NodeDef } from './messages.js'

/** Names of operations that TensorFlow accepts. */
const validName = /^[A-Za-z0-9.][A-Za-z0-9_.\\/>-]*$/

/** Collects the operations of a GraphDef and keeps their names unique. */
export class GraphDefWriter {
  private readonly nodes: NodeDef[] = []
  private readonly names = new Set<string>()
  private readonly counts = new Map<string, number>()
  private readonly smallConstants = new Map<string, string>()

  /** Adds an operation under a name that callers rely on. @throws UsageError if the name is taken or invalid */
  addNamed(name: string, op: string, input: readonly string[], attrs: Readonly<Record<string, AttrValue>>): string {
    this.reserve(name)
    this.nodes.push({ name, op, input, attr: attrs })
    return name
  }

  /** Adds an operation under a name that was reserved for it. */
  addReserved(name: string, op: string, input: readonly string[], attrs: Readonly<Record<string, AttrValue>>): void {
    this.nodes.push({ name, op, input, attr: attrs })
  }

  /** Adds an operation under a free name that begins with `hint`. */
  add(hint: string, op: string, input: readonly string[], attrs: Readonly<Record<string, AttrValue>>): string {
    const name = this.freeName(hint)
    this.nodes.push({ name, op, input, attr: attrs })
    return name
  }

  /** Reserves a name for a later operation. @throws UsageError if the name is taken or invalid */
  reserve(name: string): void {
    if (!validName.test(name)) {
      throw new UsageError(`"${name}" is not a valid name of an operation`, {
        hint: 'Use letters, digits and . _ / > - in names of inputs, outputs and variables.',
      })
    }
    if (this.names.has(name)) throw new UsageError(`two things in the graph are named "${name}"`)
    this.names.add(name)
  }

  private freeName(hint: string): string {
    const base = hint.replaceAll(/[^A-Za-z0-9_./>-]/g, '_').replace(/^[^A-Za-z0-9.]+/, '') || 'node'
    let count = this.counts.get(base) ?? 0
    let name = base
    while (this.names.has(name)) name = `${base}_${++count}`
    this.counts.set(base, count)
    this.names.add(name)
    return name
  }

  constant(hint: string, values: ConstantValues, type: TensorType): string {
    return this.add(hint, 'Const', [], { dtype: attr.type(type.dtype), value: attr.tensor(values, type) })
  }

  /** Whole numbers, such as axes or a shape: a vector unless a shape is given. */
  integers(values: readonly number[], shape: readonly number[] = [values.length]): string {
    return this.smallConstant(Int32Array.from(values), { shape, dtype: 'int32' })
  }

  integer(value: number): string {
    return this.smallConstant(Int32Array.of(value), { shape: [], dtype: 'int32' })
  }

  number(value: number, dtype: TensorType['dtype'] = 'float32'): string {
    const values = dtype === 'float32' ? Float32Array.of(value) : Int32Array.of(value)
    return this.smallConstant(dtype === 'bool' ? Uint8Array.of(value) : values, { shape: [], dtype })
  }

  /** Writes equal constants once. */
  private smallConstant(values: ConstantValues, type: TensorType): string {
    const key = `${type.dtype} [${type.shape}] ${Array.from(values, exactText)}`
    const known = this.smallConstants.get(key) ?? this.constant('constant', values, type)
    this.smallConstants.set(key, known)
    return known
  }

  encode(): Uint8Array {
    return encodeGraphDef(this.nodes)
  }
}
