import { availableParallelism } from 'node:os'
import type { Float32Tensor } from '@dfpir/core'
import type { Openvino, OpenvinoOptions } from '@dfpir/openvino'
import { inputShapes } from './check-inputs.js'
import { checkSupport } from './check-support.js'
import type { CompileOptions, Engine } from './engine.js'
import { processorFingerprint } from './processor-fingerprint.js'
import { SessionGraph } from './session-graph.js'

/**
 * OpenVINO's C library through `@dfpir/openvino`: float32, and bfloat16 on processors that support it. Preparing and
 * loading download the library once if it is not installed. The prepared graph is the compiled model that OpenVINO
 * exports.
 */
export const openvino: Engine = {
  name: 'openvino',
  precisions: ['f32', 'bf16'],
  devices: ['cpu'],
  async find() {
    const found = await findInstallation()
    return found && { version: found.version, detail: found.path }
  },
  async fingerprint() {
    const { libopenvino } = await import('@dfpir/openvino')
    const { version } = (await findInstallation()) ?? libopenvino
    return `openvino ${version} ${processorFingerprint()}`
  },
  async prepare(graph, options = {}) {
    checkSupport(openvino, options)
    const inputs = inputShapes(graph)
    const [{ toOnnx }, library] = await Promise.all([import('@dfpir/graph'), load(options)])
    await using model = await library.compileModel(toOnnx(graph, { channels: 'last' }), modelOptions(options))
    return { inputs, outputs: [...graph.outputs.keys()], bytes: await model.export() }
  },
  async load({ inputs, bytes }, options = {}) {
    checkSupport(openvino, options)
    const model = await (await load(options)).importModel(bytes, modelOptions(options))
    // OpenVINO drops inputs that nothing depends on.
    const used = (feeds: Readonly<Record<string, Float32Tensor>>) =>
      Object.fromEntries(model.inputs.map(({ name }) => [name, feeds[name]]))
    return new SessionGraph(inputs, { run: feeds => model.run(used(feeds)), dispose: () => model.dispose() })
  },
}

async function findInstallation() {
  const [{ libopenvino }, { findLibrary }] = await Promise.all([import('@dfpir/openvino'), import('@dfpir/wheels')])
  return findLibrary(libopenvino)
}

async function load({ onInstall }: CompileOptions): Promise<Openvino> {
  const { loadOpenvino } = await import('@dfpir/openvino')
  return loadOpenvino({ onProgress: ({ message }) => onInstall?.(message) })
}

function modelOptions({ threads = availableParallelism(), precision }: CompileOptions): OpenvinoOptions {
  return { threads, precision }
}
