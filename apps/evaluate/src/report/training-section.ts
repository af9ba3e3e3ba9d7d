import type { Task } from '@dfpir/core'
import { formatHtmlTable, type ScoreTable } from '@dfpir/evaluation'
import type { TaskScore, ValidationEntry } from '@dfpir/trainer'
import { decibelText, environmentRows, momentText, networkText, timingRows } from './format-facts.js'
import { curvesHtml, dataHtml, detailsHtml, notesHtml } from './report-html.js'
import type { ReportedTraining, Training } from './run.js'
import { summarizeTraining } from './summarize-training.js'
import { trainingPanels } from './training-curves.js'

/** Formats a training: its curves, validations, resources, machine and training file. */
export async function trainingSection({ name, training }: ReportedTraining): Promise<string> {
  const { record, notes } = training
  const parts = [
    ...notesHtml(training.steps.length > 0 ? notes : [...notes, 'No step has been logged yet.']),
    ...(await curvesHtml(trainingPanels(training), `Training curves of ${name}`)),
    ...validationTable(training),
    formatHtmlTable(factsTable(training)),
    ...(record && record.starts.length > 1 ? [detailsHtml('Starts', formatHtmlTable(startsTable(record.starts)))] : []),
    ...(record ? [detailsHtml('Training file', dataHtml({ model: record.model, ...record.config }))] : []),
  ]
  return parts.join('\n')
}

/** Tabulates the inputs, the last validation and the best validation of each task. */
function validationTable({ validations }: Training): string[] {
  const last = validations.at(-1)
  if (!last) return []
  const best = validations.reduce((most, each) => (each.validation.psnr > most.validation.psnr ? each : most))
  const tasks = Object.keys(last.validation.tasks) as Task[]
  return [
    formatHtmlTable({
      header: ['validation', ...tasks, 'mean PSNR'],
      rows: [
        ['input', ...tasks.map(task => cell(last.validation.tasks[task]?.input)), ''],
        validationRow(`step ${last.step}`, last, tasks),
        ...(best === last ? [] : [validationRow(`step ${best.step}, the best`, best, tasks)]),
      ],
      notes: ['PSNR in dB and SSIM on the validation patches, to follow a run, not to publish.'],
    }),
  ]
}

function validationRow(label: string, { validation }: ValidationEntry, tasks: readonly Task[]): string[] {
  return [label, ...tasks.map(task => cell(validation.tasks[task])), decibelText(validation.psnr)]
}

function cell(scores: TaskScore['input'] | undefined): string {
  return scores ? `${decibelText(scores.psnr)} / ${scores.ssim.toFixed(4)}` : '–'
}

function factsTable(training: Training): ScoreTable {
  const { record } = training
  const start = record?.starts.at(-1)
  const rows = [
    ...(record
      ? [
          ['network', networkText(record)],
          ['samples per epoch', String(record.samplesPerEpoch)],
        ]
      : []),
    ...timingRows(summarizeTraining(training)),
    ...(start ? [['began', momentText(start.at)], ...environmentRows(start.environment)] : []),
  ]
  return { header: ['', 'this training'], rows, notes: [] }
}

function startsTable(starts: NonNullable<Training['record']>['starts']): ScoreTable {
  return {
    header: ['began', 'after step', 'processor', 'threads', 'libtensorflow', 'Node'],
    rows: starts.map(({ at, step, environment: { processor, cores, libtensorflow, node } }) => [
      momentText(at),
      String(step),
      processor,
      String(cores),
      libtensorflow,
      node,
    ]),
    notes: [],
  }
}
