import type { ScoreTable } from './score-table.js'

/** The table for a terminal, with aligned columns and the notes below. */
export function formatScoreTable({ header, rows, notes }: ScoreTable): string {
  const all = [header, ...rows]
  const widths = header.map((_, column) => Math.max(...all.map(row => row[column].length)))
  const line = (row: readonly string[]) =>
    row
      .map((text, column) => text.padEnd(widths[column]))
      .join('  ')
      .trimEnd()
  return [...all.map(line), ...notes].join('\n')
}
