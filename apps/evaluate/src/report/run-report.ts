import { ablationJson } from '@dfpir/ablation'
import { writeFileAtomic } from '@dfpir/core/node'
import { averageOf } from '@dfpir/evaluation'
import { checkOutputFile, printJson } from '@dfpir/terminal'
import { notesOn } from './damage-notes.js'
import { formatReport } from './format-report.js'
import { readRuns } from './read-runs.js'
import type { EvaluationRun, Run } from './run.js'
import { summarizeTraining } from './summarize-training.js'

/** The options of `dfpir report` as commander parses them. */
export interface ReportOptions {
  output: string
  title: string
  force?: boolean
  json?: boolean
}

/** `dfpir report`. */
export async function runReport(paths: readonly string[], options: ReportOptions): Promise<void> {
  const { output, title, force, json } = options
  checkOutputFile(output, { force, extensions: ['.html', '.htm'] })
  const runs = await readRuns(paths)
  for (const note of notesOn(runs)) process.stderr.write(`${note}\n`)
  await writeFileAtomic(output, await formatReport(runs, { title }))
  if (json) printJson({ ...reportJson(runs), report: output })
  else process.stdout.write(`${output}: ${runs.map(({ name, kind }) => `${name} (${kind})`).join(', ')}\n`)
}

/** Summarizes a report as plain data. An infinite PSNR is `null` in JSON. */
export function reportJson(runs: readonly Run[]) {
  return { runs: runs.map(run => ({ name: run.name, kind: run.kind, path: run.path, ...summaryOf(run) })) }
}

function summaryOf(run: Run): object {
  if (run.kind === 'training') return summarizeTraining(run.training)
  if (run.kind === 'sweep') return ablationJson(run.outcomes)
  return run.kind === 'evaluation' ? scoresOf(run) : {}
}

function scoresOf({ evaluation: { models, averaged } }: EvaluationRun) {
  return {
    models: models.map(({ model, columns }) => ({
      model,
      sets: columns.map(({ title, result }) => ({ title, psnr: result?.psnr ?? null, ssim: result?.ssim ?? null })),
      ...(averaged && { average: averageOf(columns)?.psnr ?? null }),
    })),
  }
}
