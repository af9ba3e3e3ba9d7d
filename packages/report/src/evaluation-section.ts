import { formatHtmlTable, formatPictureTable, scoreTable } from '@dfpir/evaluation'
import { detailsHtml } from './report-html.js'
import type { EvaluationRun } from './run.js'

/** An evaluation: its table with published rows, and of each set the pictures, to be sorted. */
export function evaluationSection({ evaluation }: EvaluationRun): string {
  const { models } = evaluation
  const sets = models[0].columns.flatMap(({ title, result }, index) =>
    result ? [detailsHtml(`${title}: ${result.images.length} pictures`, formatPictureTable(models, index))] : [],
  )
  return [formatHtmlTable(scoreTable(evaluation)), ...sets].join('\n')
}
