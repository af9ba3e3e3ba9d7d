import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inputShapes } from './check-inputs.js'
import { checkSupport } from './check-support.js'
import type { CompileOptions, Engine } from './engine.js'
import { findOnnxruntime } from './onnxruntime-library.js'
import { createSession, sessionOf } from './onnxruntime-session.js'
import { processorFingerprint } from './processor-fingerprint.js'
import { SessionGraph } from './session-graph.js'

/**
 * ONNX Runtime through `onnxruntime-node`, which includes its library for Linux and Windows on x64 and arm64, and for
 * macOS on arm64. float32 only. On `cpu`, the prepared graph is the model as onnxruntime optimises it for this processor;
 * for other devices it is the plain model.
 */
export const onnxruntime: Engine = {
  name: 'onnxruntime',
  precisions: ['f32'],
  devices: ['cpu', 'cuda', 'webgpu'],
  find: findOnnxruntime,
  async fingerprint() {
    const found = await findOnnxruntime()
    return `onnxruntime ${found?.version} ${processorFingerprint()}`
  },
  async prepare(graph, options = {}) {
    checkSupport(onnxruntime, options)
    const inputs = inputShapes(graph)
    const { toOnnx } = await import('@dfpir/graph')
    const onnx = toOnnx(graph)
    const bytes = isOptimised(options) ? await optimise(onnx, options) : onnx
    return { inputs, outputs: [...graph.outputs.keys()], bytes }
  },
  async load({ inputs, bytes }, options = {}) {
    checkSupport(onnxruntime, options)
    const graphOptimizationLevel = isOptimised(options) ? 'disabled' : 'all'
    return new SessionGraph(inputs, await sessionOf(await createSession(bytes, options, { graphOptimizationLevel })))
  },
}

/** Returns whether a graph is prepared in optimised form. */
function isOptimised({ device = 'cpu' }: CompileOptions): boolean {
  return device === 'cpu'
}

/** Optimises a model. onnxruntime returns the result only through a file. */
async function optimise(onnx: Uint8Array, options: CompileOptions): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'dfpir-onnxruntime-'))
  try {
    const optimizedModelFilePath = join(folder, 'model.onnx')
    const session = await createSession(onnx, options, { graphOptimizationLevel: 'all', optimizedModelFilePath })
    await session.release()
    return await readFile(optimizedModelFilePath)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
