import { ablationJson } from '@dfpir/ablation'
import { averageOf } from '@dfpir/evaluation'
import type { EvaluationRun, Run } from './run.js'
import { summarizeTraining } from './summarize-training.js'

/** What a report shows as plain data, in short; an infinite PSNR is `null` in JSON. */
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
