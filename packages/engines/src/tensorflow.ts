import { availableParallelism } from 'node:os'
import { type Float32Tensor, UsageError } from '@dfpir/core'
import type { TensorflowSession, TensorValue } from '@dfpir/tensorflow'
import { inputShapes } from './check-inputs.js'
import type { Engine } from './engine.js'
import { enginePrecisions, requirePrecision } from './precision.js'
import { type EngineSession, SessionGraph } from './session-graph.js'

/**
 * libtensorflow's C API through `@dfpir/tensorflow`, with oneDNN's kernels. float32, and bfloat16 on processors that
 * have it. Compiling fetches the library once when it is not on this machine.
 */
export const tensorflow: Engine = {
  name: 'tensorflow',
  precisions: enginePrecisions.tensorflow,
  async find() {
    const { findTensorflow } = await import('@dfpir/tensorflow')
    const found = await findTensorflow()
    return found && { version: found.version, detail: found.path }
  },
  async compile(graph, { threads = availableParallelism(), precision = 'f32', onInstall } = {}) {
    requirePrecision('tensorflow', precision)
    const shapes = inputShapes(graph)
    const [{ toGraphDef }, { loadTensorflow }] = await Promise.all([
      import('@dfpir/graph'),
      import('@dfpir/tensorflow'),
    ])
    const library = await loadTensorflow({ onProgress: ({ message }) => onInstall?.(message) })
    const session = library.createSession(toGraphDef(graph), { threads, bf16: precision === 'bf16' })
    return new SessionGraph(shapes, engineSession(session, [...graph.outputs.keys()]))
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
    release: () => session.close(),
  }
}

function toFloat32Tensor({ shape, data }: TensorValue, name: string): Float32Tensor {
  if (!(data instanceof Float32Array)) throw new UsageError(`the output "${name}" is not float32; engines give float32`)
  return { shape, data }
}
