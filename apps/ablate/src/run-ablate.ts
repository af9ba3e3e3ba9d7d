import {
  ablationJson,
  ablationTable,
  checkSweep,
  estimateSweep,
  groupOutcomes,
  knownOutcomes,
  recordSweep,
  runSweep,
  type Sweep,
  type TrialOutcome,
  writeAblation,
} from '@dfpir/ablation'
import { DfpirError } from '@dfpir/core'
import { formatDuration } from '@dfpir/core/node'
import { formatScoreTable } from '@dfpir/evaluation'
import { checkWritable, interruptible, printJson } from '@dfpir/terminal'
import { type OpenSweepOptions, openSweep } from './open-sweep.js'
import { describeOutcome, SweepProgress } from './sweep-progress.js'

/** The options of `dfpir ablate` as commander parses them. */
export interface AblateOptions extends OpenSweepOptions {
  queue?: string
  dryRun?: boolean
  json?: boolean
}

/** `dfpir ablate`. */
export async function runAblate(options: AblateOptions): Promise<void> {
  const sweep = await openSweep(options)
  checkWritable(sweep.output)
  const steps = await checkSweep(sweep, note => process.stderr.write(`note: ${note}\n`))
  if (options.dryRun) return showPlan(sweep, steps, options)
  await recordSweep(sweep)
  const { queue } = options
  const outcomes = await interruptible(async signal => {
    if (queue === undefined) return runHere(sweep, steps, signal)
    const { runQueued } = await import('./run-queued.js') // brings BullMQ
    return runQueued(sweep, { steps, url: queue, signal })
  })
  const report = await writeAblation(sweep, outcomes)
  process.stderr.write(`report written to ${report}\n`)
  if (options.json) printJson({ ...ablationJson(outcomes), report })
  else process.stdout.write(`${formatScoreTable(ablationTable(groupOutcomes(outcomes), sweep.preset))}\n`)
  if (outcomes.some(({ error }) => error)) throw new FailedTrials(outcomes)
}

async function runHere(sweep: Sweep, steps: readonly number[], signal: AbortSignal): Promise<TrialOutcome[]> {
  const stepsOf = new Map(sweep.trials.map(({ id }, index) => [id, steps[index]]))
  const open = (await knownOutcomes(sweep)).filter(({ result }) => !result)
  const count = (trials: readonly TrialOutcome[]) =>
    trials.reduce((sum, { trial }) => sum + (stepsOf.get(trial.id) as number), 0)
  process.stderr.write(`${sweep.trials.length} trials, ${sweep.trials.length - open.length} already finished\n`)
  const progress = new SweepProgress(count(open))
  try {
    return await runSweep(sweep, {
      signal,
      onTrial: trial => progress.begin(trial),
      onStep: step => progress.step(step),
      onNote: note => progress.note(note),
      onOutcome: outcome => progress.end(count([outcome]), describeOutcome(outcome)),
    })
  } finally {
    progress.finish()
  }
}

async function showPlan(sweep: Sweep, steps: readonly number[], { json }: AblateOptions): Promise<void> {
  const outcomes = await knownOutcomes(sweep)
  const { seconds, secondsPerStep, from } = await estimateSweep(sweep, outcomes, steps)
  if (json) {
    const trials = outcomes.map(({ trial: { id, name, overrides, seed }, result }, index) => {
      return { id, name, overrides, seed, steps: steps[index], ended: result !== undefined }
    })
    printJson({ trials, seconds, secondsPerStep, from })
    return
  }
  const lines = outcomes.map(
    ({ trial: { id, name, seed }, result }, index) =>
      `${id}  ${result ? 'finished' : `${steps[index]} steps`}  ${name}, seed ${seed}`,
  )
  const estimate = `About ${formatDuration(seconds)} of training, at ${secondsPerStep.toFixed(2)} s per step (from ${from}); compiling and measuring take additional time.`
  process.stdout.write(`${[...lines, estimate].join('\n')}\n`)
}

/** Reports the failed trials, which the table lacks, with a reason each. */
class FailedTrials extends DfpirError {
  constructor(outcomes: readonly TrialOutcome[]) {
    const failed = outcomes.filter(({ error }) => error)
    const reasons = failed.map(({ trial: { name, seed }, error }) => `\n  ${name}, seed ${seed}: ${error?.message}`)
    super(`${failed.length} of ${outcomes.length} trials failed:${reasons.join('')}`, {
      hint: 'Run the same command again to repeat only these trials.',
    })
  }
}
