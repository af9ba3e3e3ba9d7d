import { UsageError } from '@dfpir/core'
import type { NamedAttrMap } from '@tensorflow/tfjs-core'
import type { GraphBuilder } from '../graph-builder.js'
import type { ConstantValues, GraphValue, OperationAttributes, OperationName, TensorType } from '../ir.js'
import { Attributes } from './attributes.js'

/** Inputs by name, or in order for kernels that take a list. */
export type KernelInputs = readonly GraphValue[] | Readonly<Record<string, GraphValue | undefined>>

/** Records the computation of a tfjs kernel call and returns its outputs. */
export type Kernel = (call: KernelCall) => GraphValue | GraphValue[]

/** Kernels by tfjs's names. */
export type KernelTable = Readonly<Record<string, Kernel>>

/** Runs another kernel by its tfjs name, on values of the graph. */
export type RunKernel = (name: string, inputs: KernelInputs, attrs?: NamedAttrMap) => GraphValue[]

/** A call of a kernel while tracing. */
export class KernelCall {
  readonly attrs: Attributes

  constructor(
    readonly name: string,
    private readonly inputs: KernelInputs,
    readonly attributeMap: NamedAttrMap,
    readonly graph: GraphBuilder,
    private readonly runKernel: RunKernel,
  ) {
    this.attrs = new Attributes(attributeMap, name)
  }

  /** Returns a required input. */
  input(name: string): GraphValue {
    const value = this.optionalInput(name)
    if (!value) throw new UsageError(`${this.name} needs an input "${name}"`)
    return value
  }

  optionalInput(name: string): GraphValue | undefined {
    return Object.entries(this.inputs).find(([key]) => key === name)?.[1]
  }

  /** Returns all inputs in their given order. */
  inputList(): GraphValue[] {
    return Object.values(this.inputs).filter(value => value !== undefined)
  }

  /** Records an operation with one output. */
  record<Op extends OperationName>(
    op: Op,
    inputs: readonly GraphValue[],
    attrs: OperationAttributes[Op],
    output: TensorType,
  ): GraphValue {
    return this.graph.operation(op, inputs, attrs, [output])[0]
  }

  /** Runs a kernel with one output, for kernels that consist of others. */
  run(name: string, inputs: KernelInputs, attrs: NamedAttrMap = {}): GraphValue {
    return this.runKernel(name, inputs, attrs)[0]
  }

  /** A constant. Its elements are kept, not copied. */
  constant(values: ConstantValues, type: TensorType): GraphValue {
    return this.graph.constant(values, type)
  }

  /** A scalar constant. */
  scalar(value: number, dtype: 'float32' | 'int32' = 'float32'): GraphValue {
    const values = dtype === 'float32' ? Float32Array.of(value) : Int32Array.of(value)
    return this.graph.constant(values, { shape: [], dtype })
  }
}
