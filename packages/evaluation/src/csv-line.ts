/** The value of a CSV cell; undefined is an empty cell. */
export type CsvCell = string | number | boolean | undefined

/** Formats a line of CSV (RFC 4180) in full precision. Infinity is `inf`, which pandas and R can read. */
export function csvLine(cells: readonly CsvCell[]): string {
  return cells.map(escapeCell).join(',')
}

function escapeCell(value: CsvCell = ''): string {
  const text = value === Number.POSITIVE_INFINITY ? 'inf' : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
