import type { ScoreTable } from './score-table.js'

/** The table in GitHub's Markdown, with the notes as a list below. */
export function formatMarkdown({ header, rows, notes }: ScoreTable): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeMarkdown).join(' | ')} |`
  const rule = `| ${header.map((_, column) => (column === 0 ? '---' : '---:')).join(' | ')} |`
  const list = notes.map(note => `- ${escapeMarkdown(note)}`)
  return `${[line(header), rule, ...rows.map(line), ...(list.length > 0 ? ['', ...list] : [])].join('\n')}\n`
}

function escapeMarkdown(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>|~#&]/g, '\\$&')
}
