import { EnvironmentError } from '@dfpir/core'
import { processorFlags } from '@dfpir/core/node'
import { type Installation, loadLibraries, setNativeVariable, withQuietStandardError } from '@dfpir/wheels'
import type { LibraryHandle } from 'koffi'
import { libtensorflow } from '../libtensorflow.js'
import { bindCApi, type CApi } from './c-api.js'
import { preloadCuda } from './preload-cuda.js'

/** Only errors are logged unless `TF_CPP_MIN_LOG_LEVEL` says otherwise; failed calls report through `TF_Status`. */
const defaultLogLevel = 2

/**
 * Loads libtensorflow into this process. Again for the same files costs nothing.
 *
 * @throws EnvironmentError when the system cannot load the files or the processor lacks AVX.
 */
export function loadLibrary(installation: Installation): CApi {
  requireProcessor()
  // Each session has a thread pool of its own: else the first session's thread count would hold for all.
  setNativeVariable('TF_OVERRIDE_GLOBAL_THREADPOOL', '1')
  const level = Number(process.env.TF_CPP_MIN_LOG_LEVEL ?? defaultLogLevel)
  const load = () => loadLibraries(libtensorflow, installation)
  const [framework, main] = level < defaultLogLevel ? load() : withQuietStandardError(load)
  preloadCuda(installation.path)
  setLogLevel(framework, level)
  return bindCApi(main)
}

function requireProcessor(): void {
  if (runsTensorflow()) return
  throw new EnvironmentError('TensorFlow needs a processor with AVX, which this one lacks', {
    hint: 'Use the onnxruntime engine.',
  })
}

/** True when TensorFlow's wheel runs here: on x86 it ends the whole process when AVX is missing. */
export function runsTensorflow(flags = processorFlags(), arch: string = process.arch): boolean {
  return arch !== 'x64' || flags.size === 0 || flags.has('avx')
}

/** Sets the least severity that a loaded libtensorflow logs: 0 everything, 1 warnings, 2 errors, 3 fatal errors. */
function setLogLevel(framework: LibraryHandle, level: number): void {
  // absl::SetMinLogLevel as TensorFlow 2.21 exports it; other releases may name it otherwise and stay talkative.
  const mangled = '_ZN4absl12lts_2025081414SetMinLogLevelENS0_18LogSeverityAtLeastE'
  try {
    const setMinLogLevel: (level: number) => void = framework.func(mangled, 'void', ['int'])
    setMinLogLevel(level)
  } catch {
    return
  }
}
