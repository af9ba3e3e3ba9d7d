import { formatDuration } from '@dfpir/core/node'
import { formatSortableTable, type SortableRow } from '@dfpir/evaluation'
import { decibelText, numberCell, stepsText } from './format-facts.js'
import { curvesHtml } from './report-html.js'
import type { ReportedTraining } from './run.js'
import { summarizeTraining } from './summarize-training.js'
import { comparedPanels } from './training-curves.js'

/** Compares trainings: curves in common panels, and a sortable table. */
export async function compareTrainings(runs: readonly ReportedTraining[]): Promise<string> {
  const figure = await curvesHtml(comparedPanels(runs), 'Trainings side by side')
  const table = formatSortableTable({
    columns: ['training', 'parameters', 'steps', 'loss', 'PSNR', 'best PSNR', 'time', 'patches per second'],
    rows: runs.map(row),
  })
  const note = `<p class="notes">The loss is the mean of the last hundred steps. PSNR is measured on each training's own validation patches and
is comparable only between trainings that validate on the same pictures.</p>`
  return [...figure, table, note].join('\n')
}

function row({ name, training }: ReportedTraining): SortableRow {
  const summary = summarizeTraining(training)
  const { parameters, steps, loss, psnr, best, seconds, imagesPerSecond } = summary
  return {
    cells: [
      { text: name, value: name },
      numberCell(parameters, count => count.toLocaleString('en')),
      { text: stepsText(summary), value: steps },
      numberCell(loss, value => value.toFixed(5)),
      numberCell(psnr, decibelText),
      numberCell(best?.psnr, value => `${decibelText(value)} (step ${best?.step})`),
      numberCell(seconds, formatDuration),
      numberCell(imagesPerSecond, value => value.toFixed(1)),
    ],
  }
}
