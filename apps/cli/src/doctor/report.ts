import { findGpus } from '@dfpir/tensorflow'
import { findAddon, findTfjsNode } from '@dfpir/tensorflow/eager'
import { findPython, type Python } from '@dfpir/wheels'
import { type CacheReport, inspectCache } from './inspect-cache.js'
import { type EngineReport, inspectEngines } from './inspect-engines.js'
import { inspectLibrary, type LibraryReport } from './inspect-library.js'
import { inspectMachine, type MachineReport } from './inspect-machine.js'
import { type LibraryName, libraries } from './libraries.js'

/** tfjs's eager backend for Node, which trains what cannot be traced. */
export interface EagerReport {
  /** The installed version of `@tensorflow/tfjs-node-gpu`, of which it is built. */
  readonly tfjsNode?: string
  /** The add-on, when it was built for the libtensorflow that is there. */
  readonly path?: string
}

/** Everything that `dfpir doctor` looks at; with `--json` this is what it prints, with the problems. */
export interface DoctorReport extends MachineReport, Readonly<Record<LibraryName, LibraryReport>> {
  readonly engines: readonly EngineReport[]
  readonly eager: EagerReport
  /** The Python that would fetch libraries; null when there is none. */
  readonly python: Python | null
  /** Graphics cards that the system's own tools name, whether or not an engine can use them. */
  readonly gpus: readonly string[]
  readonly cache: CacheReport
}

/** Looks at the machine. Loads the libraries that are there, and downloads nothing. */
export async function collectReport(): Promise<DoctorReport> {
  const [engines, openvino, tensorflow, python, gpus, cache] = await Promise.all([
    inspectEngines(),
    inspectLibrary(libraries.openvino),
    inspectLibrary(libraries.tensorflow),
    findPython(),
    findGpus(),
    inspectCache(),
  ])
  const eager = inspectEager(tensorflow.version)
  return { ...inspectMachine(), engines, openvino, tensorflow, eager, python: python ?? null, gpus, cache }
}

/** Loads nothing. `tensorflow` is the version of the libtensorflow that is there. */
function inspectEager(tensorflow: string | undefined): EagerReport {
  return {
    tfjsNode: findTfjsNode()?.version,
    path: tensorflow === undefined ? undefined : findAddon(tensorflow),
  }
}
