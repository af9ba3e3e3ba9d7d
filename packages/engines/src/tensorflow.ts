import { availableParallelism } from 'node:os'
import { type Float32Tensor, UsageError } from '@dfpir/core'
import type { TensorflowSession, TensorValue } from '@dfpir/tensorflow'
import { inputShapes } from './check-inputs.js'
import { checkSupport } from './check-support.js'
import type { Engine } from './engine.js'
import { type EngineSession, SessionGraph } from './session-graph.js'

/**
 * libtensorflow's C API through `@dfpir/tensorflow`, with oneDNN's kernels: float32, and bfloat16 on processors that
 * support it. Loading a graph downloads the library once if it is not installed. The prepared graph is a GraphDef, since
 * libtensorflow optimises graphs only within a session. `cuda` needs the libtensorflow for CUDA, which is never
 * downloaded automatically.
 */
export const tensorflow: Engine = {
  name: 'tensorflow',
  precisions: ['f32', 'bf16'],
  devices: ['cpu', 'cuda'],
  async find() {
    const [{ chooseLibtensorflow }, { findLibrary }] = await Promise.all([
      import('@dfpir/tensorflow'),
      import('@dfpir/wheels'),
    ])
    const found = await findLibrary(await chooseLibtensorflow())
    return found && { version: found.version, detail: found.path }
  },
  fingerprint: async () => 'tensorflow GraphDef',
  async prepare(graph, options = {}) {
    checkSupport(tensorflow, options)
    const inputs = inputShapes(graph)
    const { toGraphDef } = await import('@dfpir/graph')
    return { inputs, outputs: [...graph.outputs.keys()], bytes: toGraphDef(graph) }
  },
  async load({ inputs, outputs, bytes }, options = {}) {
    checkSupport(tensorflow, options)
    const { threads = availableParallelism(), precision, device = 'cpu', onInstall } = options
    const { loadTensorflow, requireDevice } = await import('@dfpir/tensorflow')
    const library = await loadTensorflow({ onProgress: ({ message }) => onInstall?.(message) })
    const place = device === 'cuda' ? 'cuda' : 'cpu'
    await requireDevice(library, place, threads)
    const session = library.createSession(bytes, { threads, bf16: precision === 'bf16', device: place })
    return new SessionGraph(inputs, engineSession(session, outputs))
  },
}

function engineSession(session: TensorflowSession, fetches: readonly string[]): EngineSession {
  return {
    async run(inputs) {
      const outputs: Record<string, Float32Tensor> = {}
      for (const [name, value] of Object.entries(await session.run({ feeds: { ...inputs }, fetches }))) {
        outputs[name] = toFloat32Tensor(value, name)
      }
      return outputs
    },
    dispose: () => session.dispose(),
  }
}

function toFloat32Tensor({ shape, data }: TensorValue, name: string): Float32Tensor {
  if (!(data instanceof Float32Array))
    throw new UsageError(`the output "${name}" is not float32; engines return only float32`)
  return { shape, data }
}
