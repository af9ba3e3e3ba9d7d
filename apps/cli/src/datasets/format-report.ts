import type { DatasetReport, Layout, PixelRange, SizeRange } from '@dfpir/datasets'

/** Pairs of the folders that a data set is divided into: that to train on and that to measure on. */
export type Halves = Readonly<Record<string, number>>

/** What was found in a folder. */
export interface CheckResult extends DatasetReport {
  /** Null where a training and an evaluation would both use all of it. */
  readonly halves: Halves | null
  readonly folder: string
  readonly layout: Layout
}

/** What was found, as a table for people; faults as their number alone. */
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
  return counts.join(', ') || 'none that can be read'
}

function formatSizes({ width, height, shortestSide }: SizeRange): string {
  return `${formatRange(width)} × ${formatRange(height)}, shortest side ${shortestSide}`
}

function formatRange([least, most]: PixelRange): string {
  return least === most ? String(least) : `${least} to ${most}`
}
