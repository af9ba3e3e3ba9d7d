/** What a cell of comma-separated values can be; nothing is an empty cell. */
export type CsvCell = string | number | boolean | undefined

/** A line of comma-separated values (RFC 4180), in full precision; what is infinite is `inf`, as pandas and R read it. */
export function csvLine(cells: readonly CsvCell[]): string {
  return cells.map(escapeCell).join(',')
}

function escapeCell(value: CsvCell = ''): string {
  const text = value === Number.POSITIVE_INFINITY ? 'inf' : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
