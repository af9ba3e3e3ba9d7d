import { DfpirError, UsageError } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import { GraphBuilder } from '../graph-builder.js'
import type { GraphNode, GraphValue, TensorType } from '../ir.js'
import { gradientAdvice } from './alternatives.js'
import type { TraceBackend } from './backend.js'
import { graphDType } from './dtype.js'
import { registerUnknownKernels, traceBackend, traceBackendName } from './register.js'
import { currentScope } from './scope.js'

/** A trace in progress. */
export class Trace {
  readonly variables = new Map<string, GraphNode>()

  constructor(
    private readonly backend: TraceBackend,
    private readonly graph: GraphBuilder,
  ) {}

  /** Creates a tensor that represents a value to feed. */
  placeholder(name: string, type: TensorType): tf.Tensor {
    return this.tensor({ node: this.graph.named('Placeholder', name, type), index: 0 })
  }

  /** Creates a tensor that represents a variable of the graph without a tfjs variable. */
  variable(name: string, type: TensorType): tf.Tensor {
    const node = this.graph.named('Variable', name, type)
    this.variables.set(name, node)
    return this.tensor({ node, index: 0 })
  }

  /** Makes a variable represent itself, since its tensor would otherwise be a constant. */
  declareVariable(name: string, variable: tf.Variable): void {
    const node = this.graph.named('Variable', name, { shape: [...variable.shape], dtype: graphDType(variable.dtype) })
    this.variables.set(name, node)
    this.backend.declare(variable, { node, index: 0 })
  }

  valueAt(tensor: tf.Tensor): GraphValue {
    return this.backend.valueAt(tensor)
  }

  private tensor(value: GraphValue): tf.Tensor {
    return tf.engine().makeTensorFromTensorInfo(this.backend.tensorInfo(value))
  }
}

/**
 * Runs `body` with the tracing backend active. Afterwards, restores the previous backend and the values of the variables,
 * and frees everything that was recorded.
 */
export function runTrace<T>(variables: ReadonlyMap<string, tf.Variable>, body: (trace: Trace) => T): T {
  const backend = traceBackend()
  if (backend.tracing) throw new UsageError('a traced function cannot trace another')
  const previousBackend = tf.backend() // starts a backend if none was used yet
  const previous = tf.getBackend()
  registerUnknownKernels(backend, ['cpu', previous])
  const guards = guardAll(variables)
  const builder = new GraphBuilder({ scope: currentScope })
  const trace = new Trace(backend, builder)
  for (const [name, variable] of variables) trace.declareVariable(name, variable)
  backend.start(builder)
  activate(traceBackendName)
  try {
    return inTidy(() => body(trace))
  } catch (error) {
    throw rephrase(error)
  } finally {
    disposeTape()
    activate(previous)
    backend.stop(previousBackend)
    restoreAll(guards)
  }
}

/** `tf.setBackend` takes effect immediately for a backend that is already started. */
function activate(name: string): void {
  void tf.setBackend(name)
}

/** Like `tf.tidy`, which would search the whole graph for tensors if it were returned through it. */
function inTidy<T>(body: () => T): T {
  const results: T[] = []
  tf.tidy(() => {
    results.push(body())
  })
  return results[0]
}

/** Disposes the tensors that a failed backward pass saved. */
function disposeTape(): void {
  for (const { saved } of tf.engine().state.activeTape ?? []) tf.dispose(saved)
}

/** Guards all existing variables. Listed ones keep their names in the graph. */
function guardAll(variables: ReadonlyMap<string, tf.Variable>): VariableGuard[] {
  const names = new Map([...variables].map(([name, variable]) => [variable, name]))
  const all = new Set([...variables.values(), ...Object.values(tf.engine().registeredVariables)])
  return [...all].map(variable => new VariableGuard(names.get(variable) ?? variable.name, variable))
}

/** Keeps the values of a variable, which an assignment in a trace would lose. */
class VariableGuard {
  private readonly dataId: tf.DataId
  private readonly held: tf.Tensor

  constructor(
    readonly name: string,
    private readonly variable: tf.Variable,
  ) {
    this.dataId = variable.dataId
    this.held = tf.keep(tf.clone(variable))
  }

  /** Restores the values. Returns whether that was necessary. */
  restore(): boolean {
    const changed = this.variable.dataId !== this.dataId
    if (changed) tf.tidy(() => this.variable.assign(tf.clone(this.held)))
    this.held.dispose()
    return changed
  }
}

function restoreAll(guards: readonly VariableGuard[]): void {
  const changed = guards.filter(guard => guard.restore()).map(guard => guard.name)
  if (changed.length === 0) return
  throw new UsageError(`the traced function assigned to ${changed.join(', ')}`, {
    hint: 'Only the optimizer changes variables in a traced step. Run batch normalization with training: false.',
  })
}

/** Adds advice to known errors of tfjs. Returns other errors unchanged. */
function rephrase(error: unknown): unknown {
  if (DfpirError.isInstance(error) || !(error instanceof Error)) return error
  const kernel = /^Kernel '(.+)' not registered/.exec(error.message)?.[1]
  if (kernel)
    return new UsageError(`the operation ${kernel} cannot be traced: no backend supports it`, { cause: error })
  const gradient = /gradient function not found for (.+)\.$/.exec(error.message)?.[1]
  if (!gradient) return error
  return new UsageError(`the operation ${gradient} has no gradient in TensorFlow.js`, {
    hint: gradientAdvice(gradient),
    cause: error,
  })
}
