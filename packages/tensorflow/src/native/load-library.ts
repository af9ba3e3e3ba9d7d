import { EnvironmentError } from '@dfpir/core'
import koffi, { type LibraryHandle } from 'koffi'
import type { TensorflowInstallation } from '../install/find.js'
import { runsTensorflow } from '../processor.js'
import { bindCApi, type CApi } from './c-api.js'
import { setLogLevel, withQuietStandardError } from './quiet.js'

/** Room for native code that expects a thread's usual stack; koffi's own choice is 128 kB for calls on other threads. */
const stackBytes = 8 * 2 ** 20
const asyncCalls = 2048

/** Only errors are logged unless `TF_CPP_MIN_LOG_LEVEL` says otherwise; failed calls report through `TF_Status`. */
const defaultLogLevel = 2

/**
 * Loads libtensorflow into this process. Again for the same files costs nothing.
 *
 * @throws EnvironmentError when the system cannot load the files or the processor lacks AVX.
 */
export function loadLibrary({ libraries: [framework, main], path, source }: TensorflowInstallation): CApi {
  requireProcessor()
  configureKoffi()
  setEnvironment()
  const level = Number(process.env.TF_CPP_MIN_LOG_LEVEL ?? defaultLogLevel)
  const load = () => [framework, main].map(loadForever)
  try {
    const [frameworkHandle, mainHandle] = level < defaultLogLevel ? load() : withQuietStandardError(load)
    setLogLevel(frameworkHandle, level)
    return bindCApi(mainHandle)
  } catch (cause) {
    throw new EnvironmentError(`cannot load libtensorflow from ${path}: ${(cause as Error).message}`, {
      cause,
      hint:
        source === 'cache'
          ? 'Remove that folder and run: dfpir setup tensorflow'
          : 'Set DFPIR_LIBTENSORFLOW to another folder, or unset it and run: dfpir setup tensorflow',
    })
  }
}

function requireProcessor(): void {
  if (runsTensorflow()) return
  throw new EnvironmentError('TensorFlow needs a processor with AVX, which this one lacks', {
    hint: 'Use the onnxruntime engine.',
  })
}

/** Koffi unloads libraries that it no longer needs, which TensorFlow's exit handlers and threads do not survive. */
function loadForever(path: string): LibraryHandle {
  const handle = koffi.load(path, { global: true })
  const dlopen: (path: string, flags: number) => bigint | null = koffi
    .load(null)
    .func('dlopen', 'void *', ['str', 'int'])
  dlopen(path, 1) // RTLD_LAZY; the reference that this takes is never given back
  return handle
}

/** Koffi takes settings only before its first library in a process: when it was used before, its own choices stay. */
function configureKoffi(): void {
  try {
    koffi.config({ sync_stack_size: stackBytes, async_stack_size: stackBytes, max_async_calls: asyncCalls })
  } catch {
    return
  }
}

/**
 * Gives each session a thread pool of its own: else the first session's thread count would hold for all. Set through C,
 * because `process.env` of a worker thread or a test is a copy that native code does not see.
 */
function setEnvironment(): void {
  const setenv: (name: string, value: string, overwrite: number) => number = koffi
    .load(null)
    .func('setenv', 'int', ['str', 'str', 'int'])
  setenv('TF_OVERRIDE_GLOBAL_THREADPOOL', '1', 0)
}
