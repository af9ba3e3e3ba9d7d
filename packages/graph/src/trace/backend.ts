import { sameShape, UsageError } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import type { GraphBuilder } from '../graph-builder.js'
import type { GraphValue, TensorType } from '../ir.js'
import { constantValues, toConstantValues, typeOf } from '../values.js'
import { graphDType } from './dtype.js'
import { currentScope } from './scope.js'

interface Entry {
  readonly value: GraphValue
  references: number
}

/**
 * A tfjs backend whose tensors are values of a graph. It never takes over tensors from other backends but reads their
 * elements in place, so that they stay valid and are not copied.
 */
export class TraceBackend extends tf.KernelBackend {
  private readonly entries = new Map<tf.DataId, Entry>()
  private foreign = new WeakMap<tf.DataId, GraphValue>()
  private builder: GraphBuilder | undefined

  /** The graph being recorded. */
  get graph(): GraphBuilder {
    if (!this.builder) throw new UsageError('the trace backend is not tracing: use traceForward or traceTrainingStep')
    return this.builder
  }

  get tracing(): boolean {
    return this.builder !== undefined
  }

  start(builder: GraphBuilder): void {
    this.builder = builder
  }

  /** Ends the trace and moves surviving constants, such as weights that a layer created in it, to another backend. */
  stop(heir: tf.KernelBackend): void {
    this.builder = undefined
    this.foreign = new WeakMap()
    const { state } = tf.engine()
    for (const [dataId, { value }] of this.entries) {
      if (constantValues(value) && state.tensorInfo.has(dataId)) tf.engine().moveData(heir, dataId)
    }
    this.entries.clear()
  }

  /** Declares the value that a tensor of another backend represents. */
  declare(tensor: tf.Tensor, value: GraphValue): void {
    this.foreign.set(tensor.dataId, value)
  }

  /** Returns a handle on a value, as kernels return it. */
  tensorInfo(value: GraphValue): tf.TensorInfo {
    const { shape, dtype } = typeOf(value)
    const dataId = {}
    this.entries.set(dataId, { value, references: 1 })
    return { dataId, shape: [...shape], dtype }
  }

  /** Returns the value that a tensor represents. A tensor from outside this trace is a constant. */
  valueAt({ dataId, shape, dtype }: tf.TensorInfo): GraphValue {
    const recorded = this.entries.get(dataId)?.value ?? this.foreign.get(dataId)
    const value = recorded ?? this.readConstant(dataId, shape, dtype)
    const known = typeOf(value)
    return sameShape(known.shape, shape) ? value : this.reshaped(value, { shape, dtype: known.dtype })
  }

  private reshaped(value: GraphValue, type: TensorType): GraphValue {
    return this.graph.operation('Reshape', [value], { shape: type.shape }, [type])[0]
  }

  private readConstant(dataId: tf.DataId, shape: number[], dtype: tf.DataType): GraphValue {
    if (!tf.engine().state.tensorInfo.has(dataId)) throw disposed()
    const value = this.newConstant(tf.engine().readSync(dataId), shape, dtype)
    this.foreign.set(dataId, value)
    return value
  }

  private newConstant(values: tf.BackendValues, shape: number[], dtype: tf.DataType): GraphValue {
    const type = { shape, dtype: graphDType(dtype) }
    return this.graph.constant(toConstantValues(Array.isArray(values) ? [] : values, type.dtype), type)
  }

  override write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): tf.DataId {
    return this.tensorInfo(this.newConstant(values, shape, dtype)).dataId
  }

  override move(dataId: tf.DataId, values: tf.BackendValues, shape: number[], dtype: tf.DataType, references: number) {
    this.entries.set(dataId, { value: this.newConstant(values, shape, dtype), references })
  }

  override readSync(dataId: tf.DataId): tf.BackendValues {
    const value = this.entries.get(dataId)?.value
    const values = value && constantValues(value)
    if (values) return values
    throw unreadable(value)
  }

  override async read(dataId: tf.DataId): Promise<tf.BackendValues> {
    return this.readSync(dataId)
  }

  override refCount(dataId: tf.DataId): number {
    return this.entries.get(dataId)?.references ?? 0
  }

  override incRef(dataId: tf.DataId): void {
    const entry = this.entries.get(dataId)
    if (entry) entry.references++
    else tf.engine().state.tensorInfo.get(dataId)?.backend.incRef(dataId)
  }

  override disposeData(dataId: tf.DataId, force = false): boolean {
    const entry = this.entries.get(dataId)
    if (!entry) return true
    entry.references--
    if (!force && entry.references > 0) return false
    return this.entries.delete(dataId)
  }

  override numDataIds(): number {
    return this.entries.size
  }

  override memory() {
    return { unreliable: true, reasons: ['Traced tensors have no elements.'] }
  }

  override timerAvailable(): boolean {
    return false
  }

  override floatPrecision(): 16 | 32 {
    return 32
  }

  override epsilon(): number {
    return 1e-7
  }

  override dispose(): void {
    this.entries.clear()
  }
}

function unreadable(value: GraphValue | undefined): UsageError {
  const scope = currentScope() || value?.node.scope
  return new UsageError(
    `the elements of a tensor (${value?.node.op ?? 'unknown'}${scope ? ` in "${scope}"` : ''}) were read while tracing`,
    {
      hint: 'A traced function must not call data(), dataSync(), array() or print() on values that depend on its inputs.',
    },
  )
}

function disposed(): UsageError {
  const scope = currentScope()
  return new UsageError(`a disposed tensor was used while tracing${scope && ` "${scope}"`}`, {
    hint: 'Tensors made in a tidy are disposed with it. Pass the tensors that a custom gradient needs to "save".',
  })
}
