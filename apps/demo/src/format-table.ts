/** Lines of text with their cells in columns: the first column flush left, the others flush right. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map(row => row[column].length)))
  const pad = (cell: string, column: number) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))
  return rows.map(row => row.map(pad).join('  ').trimEnd()).join('\n')
}
