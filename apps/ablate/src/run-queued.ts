import type { Sweep, TrialOutcome } from '@dfpir/ablation'
import { runQueuedSweep } from '@dfpir/ablation/queue'
import { QueueProgress } from './queue-progress.js'

export interface RunQueuedOptions {
  readonly url: string
  /** Number of steps of each trial. */
  readonly steps: readonly number[]
  readonly signal: AbortSignal
}

/** Runs a sweep on the workers of a queue, and shows their progress on stderr. */
export async function runQueued(sweep: Sweep, { steps, url, signal }: RunQueuedOptions): Promise<TrialOutcome[]> {
  const progress = new QueueProgress(steps)
  try {
    return await runQueuedSweep(sweep, {
      ...{ url, signal },
      onStatus: (statuses, workers) => progress.update(statuses, workers),
      onOutcome: outcome => progress.outcome(outcome),
    })
  } catch (error) {
    if (signal.aborted) progress.note('the trials stay in the queue; the same command watches them again')
    throw error
  } finally {
    progress.finish()
  }
}
