import { availableParallelism } from 'node:os'
import { EnvironmentError, type Float32Tensor, UsageError } from '@dfpir/core'
import type { InferenceSession, Tensor } from 'onnxruntime-node'
import type { CompileOptions, Device } from './engine.js'
import { loadOnnxruntime, reason } from './onnxruntime-library.js'
import type { EngineSession } from './session-graph.js'

type SessionOptions = InferenceSession.SessionOptions

/** What onnxruntime-node needs for a device besides its own library. */
const deviceHints: Readonly<Record<Device, string>> = {
  cpu: 'Use smaller pictures or tiles, or close other programs.',
  cuda:
    'On Linux x64, install its CUDA provider with: npm rebuild onnxruntime-node --onnxruntime-node-install=cuda12; ' +
    'it needs an NVIDIA card, CUDA 12 and cuDNN 9.',
  webgpu: 'It needs a graphics card with a driver for Vulkan (Linux), Metal (macOS) or Direct3D 12 (Windows).',
}

/**
 * Opens a session on an ONNX model.
 *
 * @throws EnvironmentError if onnxruntime does not load, lacks something that the device needs, or runs out of memory.
 */
export async function createSession(
  bytes: Uint8Array,
  { threads = availableParallelism(), device = 'cpu' }: CompileOptions,
  more: SessionOptions,
): Promise<InferenceSession> {
  const { InferenceSession } = await loadOnnxruntime()
  const options: SessionOptions = {
    ...(device === 'cpu' ? {} : { executionProviders: [device] }),
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    enableMemPattern: false, // it reserves each run's memory as one block: 1.9 times as much, measured at 512×512
    logSeverityLevel: 4, // errors are thrown: nothing needs to be logged as well
    ...more,
  }
  return await InferenceSession.create(bytes, options).catch(cause => {
    if (device === 'cpu') return rethrow(cause)
    const why = reason(cause).split(' was false. ').at(-1)
    throw new EnvironmentError(`onnxruntime cannot use ${device} on this machine: ${why}`, {
      cause,
      hint: deviceHints[device],
    })
  })
}

/** Wraps a session for {@link SessionGraph}. */
export async function sessionOf(session: InferenceSession): Promise<EngineSession> {
  const { Tensor } = await loadOnnxruntime()
  return {
    async run(inputs) {
      const feeds = mapValues(inputs, ({ data, shape }) => new Tensor('float32', data, shape))
      return mapValues(await session.run(feeds).catch(rethrow), toFloat32Tensor)
    },
    dispose: () => session.release(),
  }
}

/** Turns the one failure that a user can fix into an EnvironmentError. */
function rethrow(cause: unknown): never {
  if (!/alloc|memory/i.test(reason(cause))) throw cause
  throw new EnvironmentError(`onnxruntime ran out of memory: ${reason(cause)}`, { cause, hint: deviceHints.cpu })
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T, name: string) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value, name)]))
}

function toFloat32Tensor({ data, dims, type }: Tensor, name: string): Float32Tensor {
  if (!(data instanceof Float32Array))
    throw new UsageError(`the output "${name}" is ${type}; engines return only float32`)
  return { shape: dims, data }
}
