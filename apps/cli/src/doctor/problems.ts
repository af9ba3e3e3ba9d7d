import type { LibraryDownload, LibrarySource } from '@dfpir/wheels'
import { oldestNode } from './inspect-machine.js'
import { type LibraryName, libraries, libraryNames } from './libraries.js'
import type { DoctorReport } from './report.js'

/** Something missing or broken, and its remedy. */
export interface Problem {
  readonly what: string
  readonly remedy: string
  /** True if commands fail because of it; false if it only limits them. */
  readonly required: boolean
}

/** Finds the problems in a report, required parts first. */
export function findProblems(report: DoctorReport): Problem[] {
  const problems = [
    ...[nodeProblem, engineProblem, cacheProblem, pythonProblem, gpuProblem].map(problemOf => problemOf(report)),
    ...libraryNames.flatMap(name => libraryProblems(name, report)),
  ]
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
  return { what: 'no engine was found: restoring is impossible', remedy: 'npm install', required: true }
}

function cacheProblem({ cache }: DoctorReport): Problem | undefined {
  if (cache.writable) return undefined
  const what = `the cache folder ${cache.path} is not writable`
  return { what, remedy: 'set DFPIR_CACHE to a writable folder', required: false }
}

function libraryProblems(name: LibraryName, report: DoctorReport): (Problem | undefined)[] {
  const { source } = libraries[name]
  const { found, error, hint, download } = report[name]
  if (error !== undefined) {
    // A defect: installed but not loadable, or named by the environment but missing. A lack: not available here.
    const required = found || Boolean(process.env[source.variable])
    return [{ what: error, remedy: hint ?? `run: ${source.setup}`, required }]
  }
  if (!download) return []
  return [found ? undefined : missing(name, download), roomProblem(source, report.cache.freeBytes, download)]
}

function missing(name: LibraryName, download: LibraryDownload): Problem {
  const { source, lack } = libraries[name]
  return { what: `${source.name} is not installed: ${lack}`, remedy: setupRemedy(source, download), required: false }
}

function setupRemedy({ setup }: LibrarySource, { downloadBytes, installedBytes }: LibraryDownload): string {
  return `run: ${setup} (downloads ${megabytes(downloadBytes)}, takes ${megabytes(installedBytes)} on disk)`
}

function roomProblem({ name }: LibrarySource, freeBytes: number, download: LibraryDownload): Problem | undefined {
  const { neededBytes } = download
  if (freeBytes >= neededBytes) return undefined
  const what = `installing ${name} needs ${megabytes(neededBytes)} of free disk space, found ${megabytes(freeBytes)}`
  return { what, remedy: 'free some space, or set DFPIR_CACHE to a folder on another disk', required: false }
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6)} MB`
}

function pythonProblem(report: DoctorReport): Problem | undefined {
  const wanted = libraryNames.filter(name => report[name].download).map(name => libraries[name].source.name)
  const { python } = report
  if (python?.pip || wanted.length === 0) return undefined
  const what = python ? `${python.command} ${python.version} has no pip` : 'no Python 3 was found'
  const remedy = 'install Python 3 with pip (Debian, Ubuntu: apt install python3-pip)'
  return { what: `${what}, and installing ${wanted.join(' and ')} needs it`, remedy, required: false }
}

function gpuProblem({ gpus, tensorflow }: DoctorReport): Problem | undefined {
  const { devices, source, variant, download } = tensorflow
  if (gpus.length === 0 || !devices || devices.some(device => device.startsWith('GPU'))) return undefined
  const what = 'libtensorflow does not see the graphics card'
  const { variable, setup } = libraries.tensorflow.source
  if (source === 'environment') {
    return { what, remedy: `unset ${variable} and run: ${setup}, or set it to a build for CUDA`, required: false }
  }
  if (variant === undefined) {
    const remedy = download && setupRemedy(libraries.tensorflow.source, download)
    return { what, remedy: remedy ?? 'there is no libtensorflow with CUDA for this platform', required: false }
  }
  const reason = 'TF_CPP_MIN_LOG_LEVEL=0 dfpir doctor shows why'
  return { what, remedy: `update NVIDIA's driver (525.60 or newer, 570.26 for Blackwell); ${reason}`, required: false }
}
