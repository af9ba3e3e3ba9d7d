import { EnvironmentError } from '@dfpir/core'
import { type Installation, loadLibraries, setNativeVariable, withQuietStandardError } from '@dfpir/wheels'
import { libtensorflow } from '../libtensorflow.js'
import { runsTensorflow } from '../processor.js'
import { bindCApi, type CApi } from './c-api.js'
import { setLogLevel } from './log-level.js'
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
