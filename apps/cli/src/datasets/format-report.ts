import type { DatasetReport, Layout, PixelRange, SizeRange } from '@dfpir/datasets'

/** Number of pairs in each half of a data set: one for training, one for evaluation. */
export type Halves = Readonly<Record<string, number>>

/** The report on a folder. */
export interface CheckResult extends DatasetReport {
  /** Null if training and evaluation would both use all pairs. */
  readonly halves: Halves | null
  readonly folder: string
  readonly layout: Layout
}

/** Formats a report as a human-readable table. Faults are only counted. */
export function formatDatasetReport(result: CheckResult): string {
  const { folder, layout, pictures, pairs, formats, sizes, faults, halves } = result
  const divisible = layout.kind === 'pairs' && layout.splits !== undefined
  const rows = [
    ['folder', folder],
    ['layout', `${layout.name} · ${layout.title}`],
    ['pictures', `${pictures}: ${formatCounts(formats)}`],
    ...(pairs === null ? [] : [['pairs', String(pairs)]]),
    ...(divisible ? [['halves', formatHalves(halves)]] : []),
    ...(sizes === null ? [] : [['sizes', formatSizes(sizes)]]),
    ['faults', faults.length === 0 ? 'none' : String(faults.length)],
  ]
  return rows.map(([name, value]) => `${name.padEnd(10)}${value}`).join('\n')
}

function formatHalves(halves: Halves | null): string {
  if (halves === null) return 'none: training and evaluation would use the same pictures'
  const [training, evaluation] = Object.entries(halves).map(([name, pairs]) => `${name}/ ${pairs} pairs`)
  return `${training} to train on, ${evaluation} to measure on`
}

function formatCounts(formats: CheckResult['formats']): string {
  const counts = Object.entries(formats).map(([format, count]) => `${count} ${format}`)
  return counts.join(', ') || 'none readable'
}

function formatSizes({ width, height, shortestSide }: SizeRange): string {
  return `${formatRange(width)} × ${formatRange(height)}, shortest side ${shortestSide}`
}

function formatRange([least, most]: PixelRange): string {
  return least === most ? String(least) : `${least} to ${most}`
}
