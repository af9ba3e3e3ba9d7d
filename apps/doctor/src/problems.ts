import type { TensorflowDownload } from '@dfpir/tensorflow'
import { oldestNode } from './inspect-machine.js'
import type { DoctorReport } from './report.js'

/** Something that is missing or broken, and what brings it. */
export interface Problem {
  readonly what: string
  readonly remedy: string
  /** True when commands fail because of it; false when they only lack something. */
  readonly required: boolean
}

/** What the report says is wrong, the required things first. */
export function findProblems(report: DoctorReport): Problem[] {
  const problems = [nodeProblem(report), engineProblem(report), cacheProblem(report), ...tensorflowProblems(report)]
  const found = problems.filter(problem => problem !== undefined)
  return [...found.filter(problem => problem.required), ...found.filter(problem => !problem.required)]
}

function nodeProblem({ node }: DoctorReport): Problem | undefined {
  if (node.supported) return undefined
  const what = `Node ${node.version} is older than ${oldestNode}`
  return { what, remedy: `install Node ${oldestNode} or newer: https://nodejs.org`, required: true }
}

function engineProblem({ engines }: DoctorReport): Problem | undefined {
  if (engines.some(engine => engine.found)) return undefined
  return { what: 'no engine was found: nothing can be restored', remedy: 'npm install', required: true }
}

function cacheProblem({ cache }: DoctorReport): Problem | undefined {
  if (cache.writable) return undefined
  const what = `the cache folder ${cache.path} cannot be written`
  return { what, remedy: 'set DFPIR_CACHE to a folder that can be', required: false }
}

function tensorflowProblems({ tensorflow, python, gpus, cache }: DoctorReport): (Problem | undefined)[] {
  const { found, error, hint, devices, download } = tensorflow
  if (error !== undefined) {
    // Installed but not loadable, or named by DFPIR_LIBTENSORFLOW but not there: a defect. Not offered here: a lack.
    const required = found || Boolean(process.env.DFPIR_LIBTENSORFLOW)
    return [{ what: error, remedy: hint ?? 'run: dfpir setup tensorflow', required }]
  }
  if (download) return [missing(download), pythonProblem(python), roomProblem(cache.freeBytes, download)]
  const unused = gpus.length > 0 && !devices?.some(device => device.type === 'GPU')
  return [unused ? gpuProblem : undefined]
}

function missing({ downloadBytes, installedBytes }: TensorflowDownload): Problem {
  const cost = `downloads ${megabytes(downloadBytes)}, takes ${megabytes(installedBytes)} on disk`
  const what = 'libtensorflow is not installed: no training, no bf16, and restoring is slower'
  return { what, remedy: `run: dfpir setup tensorflow (${cost})`, required: false }
}

function roomProblem(freeBytes: number, { neededBytes }: TensorflowDownload): Problem | undefined {
  if (freeBytes >= neededBytes) return undefined
  const what = `installing libtensorflow needs ${megabytes(neededBytes)} of free disk, there are ${megabytes(freeBytes)}`
  return { what, remedy: 'make room, or set DFPIR_CACHE to a folder on another disk', required: false }
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6)} MB`
}

function pythonProblem(python: DoctorReport['python']): Problem | undefined {
  if (python?.pip) return undefined
  const what = python ? `${python.command} ${python.version} has no pip` : 'no Python 3 was found'
  const remedy = 'install Python 3 with pip (Debian, Ubuntu: apt install python3-pip)'
  return { what: `${what}, and fetching libtensorflow needs it`, remedy, required: false }
}

const gpuProblem: Problem = {
  what: 'libtensorflow does not see the graphics card',
  remedy: 'set DFPIR_LIBTENSORFLOW to an unpacked tensorflow wheel with CUDA and the nvidia wheels beside it',
  required: false,
}
