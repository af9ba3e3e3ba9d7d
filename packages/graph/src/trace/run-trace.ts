import { DfpirError, UsageError } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import { GraphBuilder } from '../graph-builder.js'
import type { GraphNode, GraphValue, TensorType } from '../ir.js'
import type { TraceBackend } from './backend.js'
import { graphDType } from './dtype.js'
import { registerUnknownKernels, traceBackend, traceBackendName } from './register.js'
import { currentScope } from './scope.js'

/** A trace under way. */
export class Trace {
  readonly variables = new Map<string, GraphNode>()

  constructor(
    private readonly backend: TraceBackend,
    private readonly graph: GraphBuilder,
  ) {}

  /** A tensor that stands for a value to feed. */
  placeholder(name: string, type: TensorType): tf.Tensor {
    return this.tensor({ node: this.graph.named('Placeholder', name, type), index: 0 })
  }

  /** A tensor that stands for a variable of the graph alone, which no tfjs variable belongs to. */
  variable(name: string, type: TensorType): tf.Tensor {
    const node = this.graph.named('Variable', name, type)
    this.variables.set(name, node)
    return this.tensor({ node, index: 0 })
  }

  /** Lets a variable stand for itself where its tensor would be a constant. */
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
 * Runs `body` with the tracing backend active. Afterwards the previous backend is active again, everything that was
 * recorded is freed, and the variables have the values they had.
 */
export function runTrace<T>(variables: ReadonlyMap<string, tf.Variable>, body: (trace: Trace) => T): T {
  const backend = traceBackend()
  if (backend.tracing) throw new UsageError('a traced function cannot trace another')
  const previousBackend = tf.backend() // started now where none was used yet
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

/** `tf.setBackend` takes effect at once for a backend that is started already. */
function activate(name: string): void {
  void tf.setBackend(name)
}

/** Like `tf.tidy`, which would look for tensors in the whole graph if that were returned through it. */
function inTidy<T>(body: () => T): T {
  const results: T[] = []
  tf.tidy(() => {
    results.push(body())
  })
  return results[0]
}

/** A backward pass that failed leaves what it had saved. */
function disposeTape(): void {
  for (const { saved } of tf.engine().state.activeTape ?? []) tf.dispose(saved)
}

/** Guards every variable there is, the listed ones under the names of the graph. */
function guardAll(variables: ReadonlyMap<string, tf.Variable>): VariableGuard[] {
  const names = new Map([...variables].map(([name, variable]) => [variable, name]))
  const all = new Set([...variables.values(), ...Object.values(tf.engine().registeredVariables)])
  return [...all].map(variable => new VariableGuard(names.get(variable) ?? variable.name, variable))
}

/** Holds on to the values of a variable, which assigning to it in a trace would lose. */
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

  /** Puts the values back. True when there was need to. */
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
    hint: 'A traced step changes variables by its optimizer alone; run batch normalization with training: false.',
  })
}

/** What tfjs itself says, with words that say what to do; other errors as they are. */
function rephrase(error: unknown): unknown {
  if (DfpirError.isInstance(error) || !(error instanceof Error)) return error
  const kernel = /^Kernel '(.+)' not registered/.exec(error.message)?.[1]
  if (kernel) return new UsageError(`the operation ${kernel} cannot be traced: no backend knows it`, { cause: error })
  const gradient = /gradient function not found for (.+)\.$/.exec(error.message)?.[1]
  if (!gradient) return error
  return new UsageError(`the operation ${gradient} has no gradient in TensorFlow.js`, {
    hint: 'Give it one with tf.customGrad, or write it with other operations.',
    cause: error,
  })
}
