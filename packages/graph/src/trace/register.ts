import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { kernels } from '../kernels/index.js'
import { registerCompositeGradient } from '../kernels/markers.js'
import { TraceBackend } from './backend.js'
import { dispatch } from './dispatch.js'
import type { KernelInputs } from './kernel.js'

/** The name under which the tracing backend is registered with tfjs. */
export const traceBackendName = 'dfpir-trace'

let instance: TraceBackend | undefined

/** Returns the tracing backend, which the first call registers with tfjs. */
export function traceBackend(): TraceBackend {
  if (instance) return instance
  const backend = new TraceBackend()
  tf.registerBackend(traceBackendName, () => backend, 0)
  for (const name of Object.keys(kernels)) registerTraceKernel(backend, name)
  registerCompositeGradient()
  instance = backend
  return backend
}

/** Registers kernels that only other backends support, so that the error for using one names the layer. */
export function registerUnknownKernels(backend: TraceBackend, otherBackends: readonly string[]): void {
  for (const { kernelName } of otherBackends.flatMap(name => tf.getKernelsForBackend(name))) {
    if (tf.getKernel(kernelName, traceBackendName) == null) registerTraceKernel(backend, kernelName)
  }
}

function registerTraceKernel(backend: TraceBackend, kernelName: string): void {
  tf.registerKernel({
    kernelName,
    backendName: traceBackendName,
    kernelFunc: ({ inputs, attrs = {} }) => {
      const values = dispatch(backend.graph, kernelName, toValues(backend, inputs), attrs)
      const infos = values.map(value => backend.tensorInfo(value))
      return infos.length === 1 && !manyOutputs.has(kernelName) ? infos[0] : infos
    },
  })
}

/** Kernels that return a list even for one output. */
const manyOutputs = new Set(['SplitV', 'Unpack'])

function toValues(backend: TraceBackend, inputs: tf.NamedTensorInfoMap): KernelInputs {
  const toValue = (info: tf.TensorInfo | undefined) => (info ? backend.valueAt(info) : undefined)
  if (Array.isArray(inputs)) return inputs.map((info: tf.TensorInfo) => backend.valueAt(info))
  return Object.fromEntries(Object.entries(inputs).map(([name, info]) => [name, toValue(info)]))
}
