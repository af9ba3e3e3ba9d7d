import type { LibraryReport } from './inspect-library.js'
import { libraries, libraryNames } from './libraries.js'
import type { Problem } from './problems.js'
import type { DoctorReport } from './report.js'

/** Formats the report as human-readable lines. */
export function formatDoctorReport(report: DoctorReport, problems: readonly Problem[]): string {
  const rows = [...machineRows(report), ...softwareRows(report)]
  const width = Math.max(...rows.map(([label]) => label.length))
  const lines = rows.map(([label, text]) => `${label.padEnd(width)}  ${text}`)
  const advice = problems.flatMap(({ what, remedy, required }) => [
    `${required ? 'broken' : 'missing'}: ${what}`,
    `  ${remedy}`,
  ])
  return [...lines, '', ...(advice.length > 0 ? advice : ['Nothing is missing.'])].join('\n')
}

type Row = [label: string, text: string]

function machineRows({ node, platform, cpu, memory, gpus }: DoctorReport): Row[] {
  return [
    ['Node', node.version],
    ['system', `${platform.os} ${platform.release}, ${platform.arch}`],
    ['processor', `${cpu.model}, ${cpu.threads} threads, bfloat16: ${cpu.bf16}`],
    ['memory', `${gigabytes(memory.totalBytes)}, ${gigabytes(memory.freeBytes)} free`],
    ['graphics', gpus.length > 0 ? gpus.join('; ') : 'no NVIDIA card'],
  ]
}

function softwareRows(report: DoctorReport): Row[] {
  const { engines, eager, python, cache } = report
  const engineRows = engines.map(({ name, found, version, precisions, detail, error }): Row => {
    if (!found) return [name, error ?? 'not found']
    return [name, `${version} (${precisions.join(', ')})${detail === undefined ? '' : `, ${detail}`}`]
  })
  return [
    ...engineRows,
    ...libraryNames.map((name): Row => [libraries[name].source.name, describeLibrary(report[name])]),
    ['eager backend', describeEager(eager)],
    ['Python', describePython(python)],
    ['cache', `${cache.path}: ${gigabytes(cache.bytes)}, ${gigabytes(cache.freeBytes)} free`],
  ]
}

function describeLibrary({ found, version, variant, devices = [] }: LibraryReport): string {
  if (!found) return 'not installed'
  if (version === undefined) return 'does not load'
  const build = variant === undefined ? '' : `built for ${variant.toUpperCase()}, `
  return `${build}loads, with ${devices.join(', ')}`
}

/** Few users need it, so its absence is not a problem. */
function describeEager({ tfjsNode, path }: DoctorReport['eager']): string {
  if (path !== undefined) return `tfjs-node ${tfjsNode}, ${path}`
  return tfjsNode === undefined ? 'not installed' : 'not built (dfpir setup eager; only for training without tracing)'
}

function describePython(python: DoctorReport['python']): string {
  if (!python) return 'not found'
  return `${python.version} (${python.command}), ${python.pip ? `pip ${python.pip}` : 'no pip'}`
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(bytes >= 100e9 ? 0 : 1)} GB`
}
