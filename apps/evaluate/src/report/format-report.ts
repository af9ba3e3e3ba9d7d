import { formatHtmlTable, formatPictureTable, htmlPage, pageScript, scoreTable } from '@dfpir/evaluation'
import { escapeMarkup } from '@dfpir/figures'
import { compareTrainings } from './compare-trainings.js'
import { detailsHtml, figureHtml } from './report-html.js'
import type { EvaluationRun, Run } from './run.js'
import { sweepSection } from './sweep-section.js'
import { trainingSection } from './training-section.js'

export interface FormatReportOptions {
  title: string
}

/**
 * Formats runs as one self-contained HTML page that loads nothing: contents, a comparison of the trainings if there are
 * several, then a section per run. The same runs always give the same page.
 */
export async function formatReport(runs: readonly Run[], { title }: FormatReportOptions): Promise<string> {
  const trainings = runs.filter(run => run.kind === 'training')
  const compared =
    trainings.length > 1 ? [section('side-by-side', 'Trainings side by side', await compareTrainings(trainings))] : []
  const sections: string[] = []
  for (const [index, run] of runs.entries()) {
    sections.push(section(idOf(index), `${run.name}: ${run.kind}`, await contentOf(run)))
  }
  const links = runs.map(
    ({ name, kind }, index) => `<li><a href="#${idOf(index)}">${escapeMarkup(name)}</a>: ${kind}</li>`,
  )
  const contents = runs.length > 1 ? [`<nav><ul>\n${links.join('\n')}\n</ul></nav>`] : []
  return htmlPage({ title, body: [...contents, ...compared, ...sections].join('\n'), script: pageScript })
}

function idOf(index: number): string {
  return `run-${index + 1}`
}

function section(id: string, title: string, content: string): string {
  return `<section id="${id}">\n<h2>${escapeMarkup(title)}</h2>\n${content}\n</section>`
}

async function contentOf(run: Run): Promise<string> {
  if (run.kind === 'training') return trainingSection(run)
  if (run.kind === 'sweep') return sweepSection(run)
  if (run.kind === 'evaluation') return evaluationSection(run)
  return figureHtml(run.figure, run.name)
}

/** Formats an evaluation: its table with published rows, and a sortable table of pictures per set. */
function evaluationSection({ evaluation }: EvaluationRun): string {
  const { models } = evaluation
  const sets = models[0].columns.flatMap(({ title, result }, index) =>
    result ? [detailsHtml(`${title}: ${result.images.length} pictures`, formatPictureTable(models, index))] : [],
  )
  return [formatHtmlTable(scoreTable(evaluation)), ...sets].join('\n')
}
