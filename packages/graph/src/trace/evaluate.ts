import { EnvironmentError } from '@dfpir/core'
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import type { GraphBuilder } from '../graph-builder.js'
import type { GraphValue } from '../ir.js'
import { constantValues, sizeOf, toConstantValues, typeOf } from '../values.js'
import { graphDType } from './dtype.js'
import type { KernelInputs } from './kernel.js'

/** A constant that repetition would grow beyond this many elements stays an operation. */
const maximumRepeatedSize = 1 << 16

/** The cpu backend overwrites the tensor of an update, and transforms only the first image of a batch. */
const faultyOnCpu = new Set(['TensorScatterUpdate', 'Transform'])

/** Returns whether a kernel can be computed while tracing: all its inputs are constants and the result is not needlessly large. */
export function canEvaluate(name: string, inputs: KernelInputs, attrs: tf.NamedAttrMap): boolean {
  const values = Object.values(inputs)
  if (!values.every(value => value === undefined || constantValues(value) !== undefined)) return false
  if (faultyOnCpu.has(name) || tf.getKernel(name, 'cpu') == null) return false
  return name !== 'Tile' || repeatedSize(values, attrs) <= maximumRepeatedSize
}

function repeatedSize([value]: readonly (GraphValue | undefined)[], { reps }: tf.NamedAttrMap): number {
  const repetitions = Array.isArray(reps) ? reps.filter(count => typeof count === 'number') : []
  return value ? sizeOf(typeOf(value).shape) * sizeOf(repetitions) : 0
}

/** Computes a kernel on constants with tfjs's cpu backend, regardless of the active backend. */
export function evaluate(
  graph: GraphBuilder,
  name: string,
  inputs: KernelInputs,
  attrs: tf.NamedAttrMap,
): GraphValue[] {
  const backend = tf.findBackend('cpu')
  if (!backend) throw new EnvironmentError('the cpu backend of TensorFlow.js did not start')
  const infos = Object.entries(inputs).map(([key, value]) => [key, value && upload(backend, value)] as const)
  const named: Record<string, tf.TensorInfo | undefined> = Object.fromEntries(infos)
  const list = Array.isArray(inputs) ? Object.assign([], named) : named
  const results = [tf.getKernel(name, 'cpu').kernelFunc({ inputs: list, attrs, backend })].flat()
  const constants = results.map(result => download(graph, backend, result))
  for (const { dataId } of [...results, ...infos.flatMap(([, info]) => info ?? [])]) backend.disposeData(dataId, true)
  return constants
}

function upload(backend: tf.KernelBackend, value: GraphValue): tf.TensorInfo {
  const { shape, dtype } = typeOf(value)
  const values = constantValues(value) ?? new Float32Array()
  return { dataId: backend.write(values, [...shape], dtype), shape: [...shape], dtype }
}

function download(graph: GraphBuilder, backend: tf.KernelBackend, { dataId, shape, dtype }: tf.TensorInfo): GraphValue {
  const type = { shape, dtype: graphDType(dtype) }
  return graph.constant(numeric(backend.readSync(dataId), type.dtype), type)
}

function numeric(values: tf.BackendValues, dtype: ReturnType<typeof graphDType>) {
  return toConstantValues(Array.isArray(values) ? [] : values, dtype)
}
