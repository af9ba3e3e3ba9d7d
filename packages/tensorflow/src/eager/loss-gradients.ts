import { UsageError } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'

/** A loss and its derivatives in the order of the variables. */
export type LossGradients = {
  value: tf.Scalar
  gradients: tf.Tensor[]
}

type TapeNode = ReturnType<typeof tf.engine>['state']['activeTape'][number]

/** Incomplete gradients by the id of their tensor. */
type Pending = Map<number, tf.Tensor>

/**
 * Computes the derivatives of a loss, like `tf.variableGrads`. That function keeps everything that the forward pass saved,
 * and every intermediate derivative, until the backward pass ends; this one frees each tensor after its last use.
 *
 * @throws UsageError if the loss does not depend on one of the variables, an operation has no gradient, or another
 * gradient is being computed
 */
export function lossGradients(loss: () => tf.Scalar, variables: readonly tf.Variable[]): LossGradients {
  return tf.tidy(() => {
    const { value, tape } = record(loss)
    try {
      return { value, gradients: backward(tape, value, variables) }
    } finally {
      release(tape)
    }
  })
}

/** Runs the loss while the engine records its tape, and takes the tape from the engine. */
function record(loss: () => tf.Scalar): { value: tf.Scalar; tape: TapeNode[] } {
  const { state } = tf.engine()
  if (state.gradientDepth > 0) {
    throw new UsageError('lossGradients cannot be called while another gradient is computed', {
      hint: 'Use tf.grad and related functions for higher derivatives.',
    })
  }
  const tape: TapeNode[] = []
  state.activeTape = tape
  state.gradientDepth++
  try {
    return { value: tf.tidy('forward', loss), tape }
  } catch (error) {
    release(tape)
    throw error
  } finally {
    state.gradientDepth--
    state.activeTape = []
  }
}

/** Walks the tape back to the variables and empties it on the way. */
function backward(tape: TapeNode[], value: tf.Scalar, variables: readonly tf.Variable[]): tf.Tensor[] {
  const dependent = dependentOn(tape, variables)
  release(tape.filter(node => !dependsOn(node, dependent)))
  const pending: Pending = new Map([[value.id, tf.onesLike(value)]])
  for (let node = tape.pop(); node !== undefined; node = tape.pop()) {
    propagate(node, dependent, pending)
    for (const { id } of node.outputs) drop(id, pending)
    release([node])
  }
  return variables.map(variable => {
    const gradient = pending.get(variable.id)
    if (gradient) return gradient
    throw new UsageError(`the loss does not depend on the variable ${variable.name}`)
  })
}

/** Returns the ids of the tensors that depend on the variables. */
function dependentOn(tape: readonly TapeNode[], variables: readonly tf.Variable[]): Set<number> {
  const ids = new Set(variables.map(({ id }) => id))
  for (const node of tape) {
    if (!dependsOn(node, ids)) continue
    for (const { id } of node.outputs) ids.add(id)
  }
  return ids
}

function dependsOn({ inputs }: TapeNode, ids: ReadonlySet<number>): boolean {
  return Object.values(inputs).some(input => input && ids.has(input.id))
}

/** Adds a node's contributions to the gradients of its inputs. */
function propagate(node: TapeNode, dependent: ReadonlySet<number>, pending: Pending): void {
  const dys = node.outputs.map(({ id }) => pending.get(id))
  const inputs = Object.entries(node.inputs).filter(([, input]) => input && dependent.has(input.id))
  if (inputs.length === 0 || dys.every(dy => dy === undefined)) return
  const { gradient } = node
  if (!gradient) {
    throw new UsageError(`the operation ${node.kernelName} has no gradient in TensorFlow.js`, {
      hint: 'Define one with tf.customGrad, or use other operations.',
    })
  }
  const derivatives = tf.tidy(() => {
    const byName = gradient(dys as tf.Tensor[]) // tfjs inserts zeros for outputs that nothing depends on
    // Clone the results, since a gradient function may return the tensor that it received.
    return inputs.map(([name]) => tf.tidy(() => tf.clone(byName[name]())))
  })
  inputs.forEach(([, { id }], index) => {
    accumulate(id, derivatives[index], pending)
  })
}

function accumulate(id: number, derivative: tf.Tensor, pending: Pending): void {
  const before = pending.get(id)
  pending.set(id, before ? tf.add(before, derivative) : derivative)
  if (before) tf.dispose([before, derivative])
}

function drop(id: number, pending: Pending): void {
  pending.get(id)?.dispose()
  pending.delete(id)
}

/** Frees the tensors that the forward pass saved for nodes. */
function release(nodes: readonly TapeNode[]): void {
  for (const { saved } of nodes) if (saved) tf.dispose(saved)
}
