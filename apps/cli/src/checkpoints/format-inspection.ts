import type { InspectedTensor, Inspection } from './inspect-checkpoint.js'

/** Formats the human-readable output of `dfpir inspect`. */
export function formatInspection(inspection: Inspection): string {
  const { format, architecture, parameters, prompts, problem, tensors, others, values } = inspection
  return [
    `format        ${format}`,
    `architecture  ${architecture}`,
    ...(problem === null ? [] : [`problem       ${problem}`]),
    ...configLines(inspection),
    `parameters    ${parameters.toLocaleString('en')}`,
    ...(prompts.length > 0 ? [`prompts       ${prompts.join(', ')}`] : []),
    ...table(`${tensors.length} tensors`, tensors),
    ...table(`${others.length} other tensors`, others),
    ...valueLines(values),
  ].join('\n')
}

function configLines({ config, assumed }: Inspection): string[] {
  if (config === null) return []
  const lines = Object.entries(config).map(([key, value]) => {
    const note = assumed.includes(key) ? ' (default: the weights do not show it)' : ''
    return `  ${key} ${JSON.stringify(value)}${note}`
  })
  return ['config', ...lines]
}

function table(title: string, tensors: readonly InspectedTensor[]): string[] {
  if (tensors.length === 0) return []
  const rows = tensors.map(({ name, dtype, shape, sha256 }) => [
    name,
    dtype,
    `[${shape.join(', ')}]`,
    sha256.slice(0, 12),
  ])
  const widths = [0, 1, 2].map(column => rows.reduce((width, row) => Math.max(width, row[column].length), 0))
  const lines = rows.map(row => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`)
  return ['', `${title}: name, type, shape, SHA-256 (of the numbers as float64)`, ...lines]
}

const shownValues = 40

function valueLines(values: Readonly<Record<string, unknown>>): string[] {
  const entries = Object.entries(values)
  if (entries.length === 0) return []
  const lines = entries
    .slice(0, shownValues)
    .map(([path, value]) => `  ${path} = ${JSON.stringify(value)?.slice(0, 80)}`)
  const more = entries.length > shownValues ? [`  … and ${entries.length - shownValues} more (see --json)`] : []
  return ['', `${entries.length} values`, ...lines, ...more]
}
