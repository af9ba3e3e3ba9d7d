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
  /** The installed version of `@tensorflow/tfjs-node-gpu`, from which it is built. */
  readonly tfjsNode?: string
  /** Path of the add-on, if it was built for the installed libtensorflow. */
  readonly path?: string
}

/** Everything that `dfpir doctor` checks. `--json` prints this with the problems. */
export interface DoctorReport extends MachineReport, Readonly<Record<LibraryName, LibraryReport>> {
  readonly engines: readonly EngineReport[]
  readonly eager: EagerReport
  /** The Python that downloads libraries; null if there is none. */
  readonly python: Python | null
  /** Graphics cards that the system's tools report, whether or not an engine can use them. */
  readonly gpus: readonly string[]
  readonly cache: CacheReport
}

/** Inspects the machine. Loads the installed libraries and downloads nothing. */
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

/** Loads nothing. `tensorflow` is the version of the installed libtensorflow. */
function inspectEager(tensorflow: string | undefined): EagerReport {
  return {
    tfjsNode: findTfjsNode()?.version,
    path: tensorflow === undefined ? undefined : findAddon(tensorflow),
  }
}
