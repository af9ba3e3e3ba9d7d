import { EnvironmentError } from '@dfpir/core'
import { type Installation, loadLibraries, systemLibrary, withQuietStandardError } from '@dfpir/wheels'
import { libtensorflow } from '../libtensorflow.js'
import { runsTensorflow } from '../processor.js'
import { bindCApi, type CApi } from './c-api.js'
import { setLogLevel } from './log-level.js'

/** Only errors are logged unless `TF_CPP_MIN_LOG_LEVEL` says otherwise; failed calls report through `TF_Status`. */
const defaultLogLevel = 2

/**
 * Loads libtensorflow into this process. Again for the same files costs nothing.
 *
 * @throws EnvironmentError when the system cannot load the files or the processor lacks AVX.
 */
export function loadLibrary(installation: Installation): CApi {
  requireProcessor()
  setEnvironment()
  const level = Number(process.env.TF_CPP_MIN_LOG_LEVEL ?? defaultLogLevel)
  const load = () => loadLibraries(libtensorflow, installation)
  const [framework, main] = level < defaultLogLevel ? load() : withQuietStandardError(load)
  setLogLevel(framework, level)
  return bindCApi(main)
}

function requireProcessor(): void {
  if (runsTensorflow()) return
  throw new EnvironmentError('TensorFlow needs a processor with AVX, which this one lacks', {
    hint: 'Use the onnxruntime engine.',
  })
}

/**
 * Gives each session a thread pool of its own: else the first session's thread count would hold for all. Set through C,
 * because `process.env` of a worker thread or a test is a copy that native code does not see.
 */
function setEnvironment(): void {
  const setenv: (name: string, value: string, overwrite: number) => number = systemLibrary().func('setenv', 'int', [
    'str',
    'str',
    'int',
  ])
  setenv('TF_OVERRIDE_GLOBAL_THREADPOOL', '1', 0)
}
