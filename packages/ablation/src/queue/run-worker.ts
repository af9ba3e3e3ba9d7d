import { hostname } from 'node:os'
import { resolve } from 'node:path'
import { WaitingError, Worker } from 'bullmq'
import type { Trial } from '../expand-trials.js'
import { type StartTrialOptions, startTrial } from '../start-trial.js'
import type { TrialResult } from '../trial-result.js'
import { connectionOf, queueName, requireRedis } from './open-queue.js'
import { type QueuedTrial, type TrialJob, type TrialProgress, taskOf, type WorkerFolders } from './trial-job.js'

export interface RunWorkerOptions extends Partial<WorkerFolders>, Pick<StartTrialOptions, 'script'> {
  /** The Redis server. */
  readonly url: string
  readonly folder: string
  /** Ends the worker: the current trial is saved and returned to the queue. */
  readonly signal: AbortSignal
  /**
   * Seconds of silence after which another worker takes over a trial. All workers must use the same value.
   *
   * @default 30
   */
  readonly lostAfter?: number
  /**
   * The worker's name, which others see.
   *
   * @default its host name and process id
   */
  readonly name?: string
  /** Called with messages about the trials. */
  readonly onNote?: (note: string, trial: Trial | undefined) => void
}

/** The number of workers that a trial may lose. It makes progress with each of them and should still end. */
const losses = 1000

/** Milliseconds between two reports of progress. */
const reportEvery = 500

/**
 * Runs trials from the queue, one after another, until the signal ends it. A trial runs in a separate process, in a
 * folder that all workers share, so any worker can continue it.
 *
 * @throws EnvironmentError if Redis does not answer at the start; later the worker waits for it
 */
export async function runWorker({ url, signal, lostAfter = 30, ...options }: RunWorkerOptions): Promise<void> {
  await requireRedis(url)
  if (signal.aborted) return
  const { name = `${hostname()}:${process.pid}`, onNote = () => {} } = options
  const folders = { folder: resolve(options.folder), root: resolve(options.root ?? '.') }
  const worker = new Worker<QueuedTrial, TrialResult>(
    queueName,
    (job, token) => work(job, token, { ...options, ...folders, signal, onNote }),
    {
      connection: connectionOf(url),
      name,
      lockDuration: lostAfter * 1000,
      stalledInterval: lostAfter * 500,
      maxStalledCount: losses,
    },
  )
  worker.on('error', error => onNote(error.message, undefined))
  // Closed before the current trial returns to the queue, so it is not started here again.
  await new Promise<void>(ended => signal.addEventListener('abort', () => worker.close().then(ended), { once: true }))
}

type WorkOptions = WorkerFolders &
  Required<Pick<RunWorkerOptions, 'signal' | 'onNote'>> &
  Pick<StartTrialOptions, 'script'>

async function work(job: TrialJob, token: string | undefined, options: WorkOptions): Promise<TrialResult> {
  const { signal, onNote, script } = options
  try {
    const task = await taskOf(job.data, options)
    const note = (text: string) => onNote(text, task.trial)
    note('begins')
    const result = await startTrial(task, { signal, script, onNote: note, onStep: reporter(job) })
    note(`PSNR ${result.psnr.toFixed(2)} dB, SSIM ${result.ssim.toFixed(4)}`)
    return result
  } catch (error) {
    if (signal.aborted) {
      await job.moveToWait(token)
      throw new WaitingError()
    }
    onNote(`failed: ${(error as Error).message}`, job.data.trial)
    throw error
  }
}

/** Reports the progress of a trial to the queue from time to time. */
function reporter(job: TrialJob): (step: number, total: number) => void {
  let told = 0
  return (step, total) => {
    if (performance.now() - told < reportEvery) return
    told = performance.now()
    const progress: TrialProgress = { step, total }
    job.updateProgress(progress).catch(() => {}) // Redis may be unavailable for a while
  }
}
