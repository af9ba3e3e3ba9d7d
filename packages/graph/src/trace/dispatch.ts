import { DfpirError, UsageError } from '@dfpir/core'
import type { NamedAttrMap } from '@tensorflow/tfjs-core'
import type { GraphBuilder } from '../graph-builder.js'
import type { GraphValue } from '../ir.js'
import { kernels } from '../kernels/index.js'
import { nodesInOrder } from '../order.js'
import { traceableAdvice } from './alternatives.js'
import { canEvaluate, evaluate } from './evaluate.js'
import { KernelCall, type KernelInputs } from './kernel.js'
import { currentScope } from './scope.js'

/**
 * Runs a tfjs kernel on values of a graph: computes it immediately on constants, and records it otherwise. Every failure is
 * a {@link UsageError} that names the kernel and the layer.
 */
export function dispatch(graph: GraphBuilder, name: string, inputs: KernelInputs, attrs: NamedAttrMap): GraphValue[] {
  const kernel = Object.hasOwn(kernels, name) ? kernels[name] : undefined
  try {
    if (canEvaluate(name, inputs, attrs)) return evaluate(graph, name, inputs, attrs)
    if (!kernel) throw unknownKernel(name, inputs)
    const run = (other: string, values: KernelInputs, attributes: NamedAttrMap = {}) =>
      dispatch(graph, other, values, attributes)
    return [kernel(new KernelCall(name, inputs, attrs, graph, run))].flat()
  } catch (error) {
    if (DfpirError.isInstance(error)) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new UsageError(`tracing ${name}${place(inputs)} failed: ${reason}`, { cause: error })
  }
}

function unknownKernel(name: string, inputs: KernelInputs): UsageError {
  return new UsageError(`the operation ${name}${place(inputs)} cannot be traced`, {
    hint: traceableAdvice(name),
  })
}

/** In a backward pass no layer is running, but the values lead back to those that the layers made. */
function place(inputs: KernelInputs): string {
  const results = Object.values(inputs).filter(value => value !== undefined)
  const scope = currentScope() || nodesInOrder(results).findLast(node => node.scope)?.scope
  return scope ? ` in "${scope}"` : ''
}
