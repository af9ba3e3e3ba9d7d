import { join } from 'node:path'
import { writeFileAtomic } from '@dfpir/core/node'
import { formatCsv } from './format-csv.js'
import { formatLatexRows } from './format-latex.js'
import { formatMarkdown } from './format-markdown.js'
import { type FormatPageOptions, formatPage } from './format-page.js'
import { type Evaluation, scoreTable } from './score-table.js'

/** The files that {@link writeEvaluation} writes. */
export const evaluationFiles = ['results.json', 'pictures.csv', 'table.md', 'table.tex', 'page.html'] as const

export interface WriteEvaluationOptions extends FormatPageOptions {
  /** The content of `results.json`. */
  data: object
}

/**
 * Writes an evaluation into a folder, which is created if necessary: everything as JSON, a line per picture and model
 * as CSV, the table as Markdown and as LaTeX rows, and an HTML page. Overwrites existing files.
 *
 * @throws EnvironmentError if the folder cannot be written
 */
export async function writeEvaluation(
  folder: string,
  evaluation: Evaluation,
  { data, ...options }: WriteEvaluationOptions,
): Promise<void> {
  const table = scoreTable(evaluation)
  const texts: Readonly<Record<(typeof evaluationFiles)[number], string>> = {
    'results.json': `${JSON.stringify(data, null, 2)}\n`,
    'pictures.csv': formatCsv(evaluation.models),
    'table.md': formatMarkdown(table),
    'table.tex': formatLatexRows(table),
    'page.html': formatPage(evaluation, options),
  }
  for (const name of evaluationFiles) await writeFileAtomic(join(folder, name), texts[name])
}
