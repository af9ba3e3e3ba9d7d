import type { ScoreTable } from './score-table.js'

const replacements: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '–': '--',
  '−': '$-$',
  '∞': '$\\infty$',
  σ: '$\\sigma$',
}

/** Rows for a LaTeX `tabular`, with the header first and the notes as comments above. */
export function formatLatexRows({ header, rows, notes }: ScoreTable): string {
  const line = (cells: readonly string[]) => `${cells.map(escapeLatex).join(' & ')} \\\\`
  const comments = notes.map(note => `% ${note.replace(/\s+/g, ' ')}`)
  return `${[...comments, line(header), '\\hline', ...rows.map(line)].join('\n')}\n`
}

function escapeLatex(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\~^–−∞σ{}&%$#_]/g, character => replacements[character] ?? `\\${character}`)
}
