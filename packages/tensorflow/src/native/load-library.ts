import { EnvironmentError } from '@dfpir/core'
import { processorFlags } from '@dfpir/core/node'
import { type Installation, loadLibraries, setNativeVariable, withQuietStandardError } from '@dfpir/wheels'
import type { LibraryHandle } from 'koffi'
import { libtensorflow } from '../libtensorflow.js'
import { bindCApi, type CApi } from './c-api.js'
import { preloadCuda } from './preload-cuda.js'

/** Logs only errors unless `TF_CPP_MIN_LOG_LEVEL` is set. Failed calls report through `TF_Status`. */
const defaultLogLevel = 2

/**
 * Loads libtensorflow into this process. Repeated calls for the same files are free.
 *
 * @throws EnvironmentError if the system cannot load the files or the processor lacks AVX.
 */
export function loadLibrary(installation: Installation): CApi {
  requireProcessor()
  // Gives each session its own thread pool. Otherwise the first session's thread count would apply to all.
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

/** Returns whether TensorFlow's wheel runs on this processor. On x86 without AVX it would end the whole process. */
export function runsTensorflow(flags = processorFlags(), arch: string = process.arch): boolean {
  return arch !== 'x64' || flags.size === 0 || flags.has('avx')
}

/** Sets the minimum severity that a loaded libtensorflow logs: 0 everything, 1 warnings, 2 errors, 3 fatal errors. */
function setLogLevel(framework: LibraryHandle, level: number): void {
  // absl::SetMinLogLevel as exported by TensorFlow 2.21. Other releases may use another name and keep logging.
  const mangled = '_ZN4absl12lts_2025081414SetMinLogLevelENS0_18LogSeverityAtLeastE'
  try {
    const setMinLogLevel: (level: number) => void = framework.func(mangled, 'void', ['int'])
    setMinLogLevel(level)
  } catch {
    return
  }
}
