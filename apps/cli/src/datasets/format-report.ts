import type { DatasetReport, Layout, PixelRange, SizeRange } from '@dfpir/datasets'

/** The report on a folder. */
export interface CheckResult extends DatasetReport {
  readonly folder: string
  readonly layout: Layout
}

/** Formats a report as a human-readable table. Faults are only counted. */
export function formatDatasetReport({ folder, layout, pictures, pairs, formats, sizes, faults }: CheckResult): string {
  const rows = [
    ['folder', folder],
    ['layout', `${layout.name} · ${layout.title}`],
    ['pictures', `${pictures}: ${formatCounts(formats)}`],
    ...(pairs === null ? [] : [['pairs', String(pairs)]]),
    ...(sizes === null ? [] : [['sizes', formatSizes(sizes)]]),
    ['faults', faults.length === 0 ? 'none' : String(faults.length)],
  ]
  return rows.map(([name, value]) => `${name.padEnd(10)}${value}`).join('\n')
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
