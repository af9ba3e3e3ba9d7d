import { DfpirError } from '@dfpir/core'
import { canonicalHash } from './canonical-hash.js'
import type { Trial } from './expand-trials.js'
import { type StartTrialOptions, startTrial } from './start-trial.js'
import type { Sweep } from './sweep.js'
import { readTrialResult, type TrialResult, trialFolder } from './trial-result.js'

/** A trial and its outcome: a result, an error, or nothing yet. */
export interface TrialOutcome {
  readonly trial: Trial
  readonly result?: TrialResult
  readonly error?: DfpirError
}

export interface RunSweepOptions extends Pick<StartTrialOptions, 'signal' | 'script'> {
  /** Called when a trial starts. */
  onTrial?: (trial: Trial) => void
  /** Called with the current trial's completed and total steps. */
  onStep?: (step: number, total: number) => void
  onNote?: (note: string) => void
  /** Called with each new outcome of a trial. */
  onOutcome?: (outcome: TrialOutcome) => void
}

/** Reads the known outcomes of a sweep's trials from their folders. */
export function knownOutcomes({ trials, output, evaluate }: Sweep): Promise<TrialOutcome[]> {
  const evaluation = canonicalHash(evaluate)
  return Promise.all(
    trials.map(async trial => ({ trial, result: await readTrialResult(trialFolder(output, trial.id), evaluation) })),
  )
}

/**
 * Runs the unfinished trials of a sweep one after another, each in a separate process. If one fails, the others still
 * run.
 *
 * @throws the signal's reason if it was stopped, after saving the current trial
 */
export async function runSweep(sweep: Sweep, options: RunSweepOptions = {}): Promise<TrialOutcome[]> {
  const outcomes: TrialOutcome[] = []
  for (const known of await knownOutcomes(sweep)) {
    if (known.result) outcomes.push(known)
    else {
      options.signal?.throwIfAborted()
      options.onTrial?.(known.trial)
      const outcome = await runOne(sweep, known.trial, options)
      options.onOutcome?.(outcome)
      outcomes.push(outcome)
    }
  }
  return outcomes
}

async function runOne(
  { root, output, evaluate }: Sweep,
  trial: Trial,
  options: RunSweepOptions,
): Promise<TrialOutcome> {
  const task = { trial, root, evaluate, folder: trialFolder(output, trial.id) }
  try {
    return { trial, result: await startTrial(task, options) }
  } catch (error) {
    options.signal?.throwIfAborted()
    return { trial, error: DfpirError.isInstance(error) ? error : new DfpirError(String(error)) }
  }
}
