import { join } from 'node:path'
import { DataError, secondsSince } from '@dfpir/core'
import { withLock, writeFileAtomic } from '@dfpir/core/node'
import { type Average, averageOf, evaluateColumns, type ScoredSet } from '@dfpir/evaluation'
import { Restorer } from '@dfpir/inference'
import { parseTrainingConfig, train } from '@dfpir/trainer'
import { canonicalHash } from './canonical-hash.js'
import { openEvaluationSets } from './evaluation-sets.js'
import type { Trial } from './expand-trials.js'
import { StepClock } from './step-clock.js'
import type { EvaluationOptions } from './sweep-schema.js'
import { readTrialResult, type TrialResult, type TrialSet, writeTrialResult } from './trial-result.js'

/** Everything needed to run a trial, as plain values. */
export interface TrialTask {
  readonly trial: Trial
  /** The folder that paths are relative to. */
  readonly root: string
  /** The trial's own folder. */
  readonly folder: string
  readonly evaluate: EvaluationOptions
}

export interface RunTrialOptions {
  signal?: AbortSignal
  /** Called with the completed and total steps. */
  onStep?: (step: number, total: number) => void
  /** Called with progress messages. */
  onNote?: (note: string) => void
}

/**
 * Trains and evaluates a trial in its folder, while a lock keeps other processes out. A completed trial is not run
 * again. A stopped one continues from its last save.
 *
 * @throws any error of training and evaluation; the signal's reason if it was stopped, after saving
 */
export async function runTrial(task: TrialTask, options: RunTrialOptions = {}): Promise<TrialResult> {
  const { folder, trial } = task
  const { signal, onNote = () => {} } = options
  const evaluation = canonicalHash(task.evaluate)
  await writeFileAtomic(join(folder, 'trial.json'), `${JSON.stringify(trial, null, 2)}\n`)
  const onWait = () => onNote('waiting for another process that runs this trial')
  return withLock(join(folder, 'lock'), { signal, onWait }, async () => {
    const known = await readTrialResult(folder, evaluation)
    if (known) return known
    const { id, networkCode } = trial
    const result = { id, ...(networkCode && { networkCode }), evaluation, ...(await trainAndMeasure(task, options)) }
    await writeTrialResult(folder, result)
    return result
  })
}

async function trainAndMeasure({ trial, root, folder, evaluate }: TrialTask, options: RunTrialOptions) {
  const { signal, onNote, onStep } = options
  const config = parseTrainingConfig({ ...trial.content, output: folder }, root)
  const clock = new StepClock()
  const { steps, loss, checkpoint, finished } = await train(config, {
    ...{ resume: true, signal, onNote, stream: { write: () => undefined } },
    onStep: (step, _loss, total) => {
      clock.tick()
      onStep?.(step, total)
    },
  })
  if (!finished) throw signal?.reason
  onNote?.('trained; measuring')
  const begun = performance.now()
  const scores = await measure(checkpoint, evaluate, { root, signal, threads: config.threads })
  const seconds = { ...(clock.median !== undefined && { step: clock.median }), evaluation: secondsSince(begun) }
  return { steps, loss, ...scores, seconds }
}

interface MeasureOptions {
  readonly root: string
  readonly signal?: AbortSignal
  readonly threads?: number
}

async function measure(model: string, evaluate: EvaluationOptions, { root, signal, threads }: MeasureOptions) {
  const sets = await openEvaluationSets(evaluate, root)
  await using restorer = await Restorer.fromPretrained(model, { threads })
  const scored = await evaluateColumns(
    sets,
    ({ task, sigma }) => ({
      oracle: async input => (await restorer.restore(input, { task, sigma, signal })).picture,
    }),
    { signal },
  )
  requireComplete(scored)
  const { psnr, ssim, input } = averageOf(scored) as Average
  return { psnr, ssim, input, sets: scored.map(summary) }
}

function summary({ title, result }: ScoredSet): TrialSet {
  const { psnr, ssim, input, images } = result as NonNullable<ScoredSet['result']>
  return { title, psnr, ssim, input, pictures: images.length }
}

/** A mean without some pictures would not be comparable with other trials. */
function requireComplete(scored: readonly ScoredSet[]): void {
  const failed = scored.flatMap(({ title, result }) => (result?.failed ?? []).map(picture => ({ title, ...picture })))
  if (failed.length === 0) return
  const [{ title, name, error }] = failed
  throw new DataError(
    `${failed.length} pictures could not be measured, the first one in ${title}: ${name}: ${error.message}`,
  )
}
