import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { EnvironmentError, type Float32Tensor, UsageError } from '@dfpir/core'
import type { InferenceSession, Tensor } from 'onnxruntime-node'
import { inputShapes } from './check-inputs.js'
import { checkSupport } from './check-support.js'
import type { CompileOptions, Engine, EngineFound } from './engine.js'
import { type EngineSession, SessionGraph } from './session-graph.js'

/**
 * ONNX Runtime's CPU provider through `onnxruntime-node`, which brings its library along: always there on the
 * platforms it is built for (Linux and Windows on x64 and arm64, macOS on arm64). float32 only.
 */
export const onnxruntime: Engine = {
  name: 'onnxruntime',
  precisions: ['f32'],
  devices: ['cpu'],
  find,
  fingerprint: async () => 'onnx',
  async prepare(graph, options = {}) {
    checkSupport(onnxruntime, options)
    const inputs = inputShapes(graph)
    const { toOnnx } = await import('@dfpir/graph')
    return { inputs, outputs: [...graph.outputs.keys()], bytes: toOnnx(graph) }
  },
  async load({ inputs, bytes }, options = {}) {
    checkSupport(onnxruntime, options)
    const runtime = await load()
    const session = await runtime.InferenceSession.create(bytes, sessionOptions(options))
    return new SessionGraph(inputs, onnxSession(session, runtime.Tensor))
  },
}

const packageFile = 'onnxruntime-node/package.json'

async function find(): Promise<EngineFound | undefined> {
  try {
    const path = createRequire(import.meta.url).resolve(packageFile)
    const platform = join(process.platform, process.arch)
    if (!existsSync(join(dirname(path), 'bin', 'napi-v6', platform, 'onnxruntime_binding.node'))) return undefined
    const { version }: { version: string } = JSON.parse(await readFile(path, 'utf8'))
    return { version }
  } catch {
    return undefined
  }
}

async function load(): Promise<typeof import('onnxruntime-node')> {
  try {
    return await import('onnxruntime-node')
  } catch (cause) {
    throw new EnvironmentError(
      `onnxruntime-node does not load on ${process.platform} ${process.arch}: ${reason(cause)}`,
      { cause, hint: 'Install the dependencies again, or use another engine.' },
    )
  }
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message.split('\n')[0] : String(cause)
}

function sessionOptions({ threads = availableParallelism() }: CompileOptions): InferenceSession.SessionOptions {
  return {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    enableMemPattern: false, // it reserves each run's memory as one block: 1.9 times as much, measured at 512×512
    logSeverityLevel: 4, // errors are thrown: nothing needs to be logged as well
  }
}

function onnxSession(session: InferenceSession, TensorClass: typeof Tensor): EngineSession {
  return {
    async run(inputs) {
      const feeds = mapValues(inputs, ({ data, shape }) => new TensorClass('float32', data, shape))
      return mapValues(await session.run(feeds).catch(rethrow), toFloat32Tensor)
    },
    release: () => session.release(),
  }
}

/** Names the one failure that a user can do something about. */
function rethrow(cause: unknown): never {
  if (!/alloc|memory/i.test(reason(cause))) throw cause
  throw new EnvironmentError(`onnxruntime ran out of memory: ${reason(cause)}`, {
    cause,
    hint: 'Use smaller pictures or tiles, or close other programs.',
  })
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T, name: string) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value, name)]))
}

function toFloat32Tensor({ data, dims, type }: Tensor, name: string): Float32Tensor {
  if (!(data instanceof Float32Array)) throw new UsageError(`the output "${name}" is ${type}; engines give float32`)
  return { shape: dims, data }
}
