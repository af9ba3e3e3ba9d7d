import { findPython, type Python } from '@dfpir/tensorflow'
import { type CacheReport, inspectCache } from './inspect-cache.js'
import { type EngineReport, inspectEngines } from './inspect-engines.js'
import { findGpus } from './inspect-gpus.js'
import { inspectMachine, type MachineReport } from './inspect-machine.js'
import { inspectTensorflow, type TensorflowReport } from './inspect-tensorflow.js'

/** Everything that `dfpir doctor` looks at; with `--json` this is what it prints, with the problems. */
export interface DoctorReport extends MachineReport {
  readonly engines: readonly EngineReport[]
  readonly tensorflow: TensorflowReport
  /** The Python that would fetch TensorFlow; null when there is none. */
  readonly python: Python | null
  /** Graphics cards that the system's own tools name, whether or not TensorFlow can use them. */
  readonly gpus: readonly string[]
  readonly cache: CacheReport
}

/** Looks at the machine. Loads libtensorflow when it is there, and downloads nothing. */
export async function collectReport(): Promise<DoctorReport> {
  const [engines, tensorflow, python, gpus, cache] = await Promise.all([
    inspectEngines(),
    inspectTensorflow(),
    findPython(),
    findGpus(),
    inspectCache(),
  ])
  return { ...inspectMachine(), engines, tensorflow, python: python ?? null, gpus, cache }
}
