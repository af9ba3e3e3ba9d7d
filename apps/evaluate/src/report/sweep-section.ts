import { ablationTable, groupOutcomes, type TrialOutcome } from '@dfpir/ablation'
import { formatDuration } from '@dfpir/core/node'
import { formatHtmlTable, formatSortableTable, type SortableRow } from '@dfpir/evaluation'
import { damageNotes } from './damage-notes.js'
import { decibelText, environmentRows, numberCell, stepsText } from './format-facts.js'
import { curvesHtml, dataHtml, detailsHtml, notesHtml } from './report-html.js'
import type { SweepRun, Training } from './run.js'
import { summarizeTraining } from './summarize-training.js'
import { lossCurve, lossPanel } from './training-curves.js'

/** Formats a sweep: its table with the paper's column, and the losses, resources, machines and trainings of its trials. */
export async function sweepSection({ sweep, outcomes, trials, name }: SweepRun): Promise<string> {
  const trained = trials.flatMap(({ trial, training }) => (training?.steps.length ? [{ trial, training }] : []))
  const curves = trained.map(({ trial, training }) => lossCurve(trial.name, training))
  const parts = [
    formatHtmlTable(ablationTable(groupOutcomes(outcomes), sweep.preset)),
    ...notesHtml(damageNotes(trials)),
    ...(await curvesHtml(curves.length > 0 ? [lossPanel(curves)] : [], `Losses of the trials of ${name}`)),
    formatSortableTable({
      columns: ['trial', 'seed', 'PSNR', 'SSIM', 'loss', 'steps', 'time', 'parameters'],
      rows: trials.map(({ training }, index) => trialRow(outcomes[index], training)),
    }),
    ...machines(trained.map(({ training }) => training)),
    detailsHtml('Trainings and measurements', dataHtml({ evaluate: sweep.evaluate, trials: sweep.trials })),
  ]
  return parts.join('\n')
}

function trialRow({ trial, result, error }: TrialOutcome, training: Training | undefined): SortableRow {
  const summary = training && summarizeTraining(training)
  const unfinished = { text: error ? 'failed' : 'unfinished', value: '' }
  return {
    cells: [
      { text: trial.name, value: trial.name },
      { text: String(trial.seed), value: trial.seed },
      result ? numberCell(result.psnr, decibelText) : unfinished,
      numberCell(result?.ssim, ssim => ssim.toFixed(4)),
      numberCell(result?.loss ?? summary?.loss, loss => loss.toFixed(5)),
      { text: summary ? stepsText(summary) : '–', value: summary?.steps ?? '' },
      numberCell(summary?.seconds, formatDuration),
      numberCell(summary?.parameters, count => count.toLocaleString('en')),
    ],
  }
}

/** Lists the machines that trials ran on, each once. */
function machines(trainings: readonly Training[]): string[] {
  const environments = trainings.flatMap(({ record }) => (record?.starts ?? []).map(({ environment }) => environment))
  const distinct = [...new Map(environments.map(each => [JSON.stringify(each), each])).values()]
  return distinct.map(environment =>
    formatHtmlTable({ header: ['', 'machine'], rows: environmentRows(environment), notes: [] }),
  )
}
