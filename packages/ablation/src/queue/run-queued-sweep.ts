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

/** Where a trial stands. */
export interface TrialStatus {
  readonly trial: Trial
  readonly state: JobState | 'unknown'
  readonly progress?: TrialProgress
  /** Who has it in hand, or had it last. */
  readonly worker?: string
  /** How often it has failed. */
  readonly failures: number
  /** Why it failed last. */
  readonly reason?: string
}

export interface RunQueuedSweepOptions {
  /** The Redis server. */
  readonly url: string
  /** Ends the watching, not the trials. */
  readonly signal?: AbortSignal
  /** Called periodically with the status of all trials and the number of workers. */
  readonly onStatus?: (statuses: readonly TrialStatus[], workers: number) => void
  /** Called once with the outcome of each trial. */
  readonly onOutcome?: (outcome: TrialOutcome) => void
  /**
   * Milliseconds between two looks at the queue.
   *
   * @default 1000
   */
  readonly every?: number
}

type TrialQueue = Queue<QueuedTrial, TrialResult>

/** How often a trial is begun that fails, and the milliseconds before it is begun again. */
const attempts = 3
const backoff = { type: 'fixed', delay: 1000 }

/** Seconds that Redis remembers what came of a trial; its folder keeps it for good. */
const remembered = 30 * 24 * 3600

/**
 * Runs the trials of a sweep through a queue, by whatever workers there are. A trial that is in the queue already is not
 * added again, so that the same sweep can be watched from several places, and left and watched again. One that failed for
 * good is begun anew.
 *
 * @throws EnvironmentError when Redis does not answer; the signal's reason when it was left
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

/** One job for what is trained and measured alike, whoever asks for it. */
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
  if (!job) await submit(queue, sweep, trial) // Redis has forgotten it
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
  return { trial, error: new DfpirError(`${job?.failedReason} (begun ${job?.attemptsMade} times)`) }
}
