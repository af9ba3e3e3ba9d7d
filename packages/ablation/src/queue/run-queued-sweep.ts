import { setTimeout as sleep } from 'node:timers/promises'
import { DfpirError } from '@dfpir/core'
import type { JobState, Queue } from 'bullmq'
import { canonicalHash } from '../canonical-hash.js'
import type { Trial } from '../expand-trials.js'
import type { TrialOutcome } from '../run-sweep.js'
import type { Sweep } from '../sweep.js'
import { parseTrialResult, type TrialResult } from '../trial-result.js'
import { openQueue } from './open-queue.js'
import type { QueuedTrial, TrialJob, TrialProgress } from './trial-job.js'

/** The status of a trial. */
export interface TrialStatus {
  readonly trial: Trial
  readonly state: JobState | 'unknown'
  readonly progress?: TrialProgress
  /** The worker that runs it or ran it last. */
  readonly worker?: string
  /** The number of failures. */
  readonly failures: number
  /** The reason of the last failure. */
  readonly reason?: string
}

export interface RunQueuedSweepOptions {
  /** The Redis server. */
  readonly url: string
  /** Stops watching, but not the trials. */
  readonly signal?: AbortSignal
  /** Called periodically with the status of all trials and the number of workers. */
  readonly onStatus?: (statuses: readonly TrialStatus[], workers: number) => void
  /** Called once with the outcome of each trial. */
  readonly onOutcome?: (outcome: TrialOutcome) => void
  /**
   * Milliseconds between two checks of the queue.
   *
   * @default 1000
   */
  readonly every?: number
}

type TrialQueue = Queue<QueuedTrial, TrialResult>

/** The number of attempts for a failing trial, and the milliseconds between them. */
const attempts = 3
const backoff = { type: 'fixed', delay: 1000 }

/** Seconds that Redis keeps the result of a trial; the trial's folder keeps it permanently. */
const remembered = 30 * 24 * 3600

/**
 * Runs the trials of a sweep on the workers of a queue. A trial that is already in the queue is not added again, so
 * several processes can watch the same sweep, and stop and resume watching. A trial that failed permanently is started
 * again.
 *
 * @throws EnvironmentError if Redis does not answer; the signal's reason if it was aborted
 */
export async function runQueuedSweep(sweep: Sweep, options: RunQueuedSweepOptions): Promise<TrialOutcome[]> {
  const queue = await openQueue(options.url)
  try {
    await Promise.all(sweep.trials.map(trial => submit(queue, sweep, trial)))
    return await watch(queue, sweep, options)
  } finally {
    await queue.close()
  }
}

async function submit(queue: TrialQueue, sweep: Sweep, trial: Trial): Promise<void> {
  const known = await queue.getJob(jobId(sweep, trial))
  if (known && (await known.getState()) === 'failed') await known.retry('failed', { resetAttemptsMade: true })
  if (known) return
  const { evaluate } = sweep
  const keep = { age: remembered }
  await queue.add(
    trial.name,
    { trial, evaluate },
    { jobId: jobId(sweep, trial), attempts, backoff, removeOnComplete: keep, removeOnFail: keep },
  )
}

/** The id of a job: equal for equal training and evaluation, whichever sweep adds it. */
function jobId({ evaluate }: Sweep, { id }: Trial): string {
  return `${id}-${canonicalHash(evaluate)}`
}

async function watch(queue: TrialQueue, sweep: Sweep, options: RunQueuedSweepOptions): Promise<TrialOutcome[]> {
  const { signal, onStatus, onOutcome, every = 1000 } = options
  const outcomes = new Map<Trial, TrialOutcome>()
  for (;;) {
    const statuses: TrialStatus[] = []
    for (const trial of sweep.trials) {
      const { status, outcome } = await look(queue, sweep, trial)
      statuses.push(status)
      if (!outcome || outcomes.has(trial)) continue
      outcomes.set(trial, outcome)
      onOutcome?.(outcome)
    }
    onStatus?.(statuses, await queue.getWorkersCount())
    if (outcomes.size === sweep.trials.length) return sweep.trials.map(trial => outcomes.get(trial) as TrialOutcome)
    await sleep(every, undefined, { signal })
  }
}

async function look(queue: TrialQueue, sweep: Sweep, trial: Trial) {
  const job = await queue.getJob(jobId(sweep, trial))
  if (!job) await submit(queue, sweep, trial) // Redis has dropped it
  const state = (await job?.getState()) ?? 'unknown'
  return { status: statusOf(trial, state, job), outcome: outcomeOf(trial, state, job) }
}

function statusOf(trial: Trial, state: TrialStatus['state'], job: TrialJob | undefined): TrialStatus {
  const { progress, processedBy: worker, attemptsMade: failures = 0, failedReason } = job ?? {}
  const known = typeof progress === 'object' && { progress: progress as TrialProgress }
  return { trial, state, ...known, worker, failures, ...(failedReason && { reason: failedReason }) }
}

function outcomeOf(trial: Trial, state: TrialStatus['state'], job: TrialJob | undefined): TrialOutcome | undefined {
  if (state === 'completed') return { trial, result: parseTrialResult(JSON.stringify(job?.returnvalue)) }
  if (state !== 'failed') return undefined
  return { trial, error: new DfpirError(`${job?.failedReason} (after ${job?.attemptsMade} attempts)`) }
}
