import type { Trial, TrialOutcome } from '@dfpir/ablation'
import type { TrialStatus } from '@dfpir/ablation/queue'
import { Progress } from '@dfpir/core/node'
import { describeOutcome } from './sweep-progress.js'

/** Shows the progress of all workers of a queue in a status line, and prints a line for each change. */
export class QueueProgress {
  private progress: Progress | undefined
  private workers: number | undefined
  private readonly known = new Map<Trial, TrialStatus>()

  /** @param steps number of steps of each trial */
  constructor(private readonly steps: readonly number[]) {}

  update(statuses: readonly TrialStatus[], workers: number): void {
    if (workers === 0 && this.workers !== 0) this.note('no worker is connected; start some with: dfpir ablate worker')
    this.workers = workers
    for (const status of statuses) this.noteChange(status)
    const done = statuses.reduce((sum, status, index) => sum + this.stepsDone(status, this.steps[index]), 0)
    const total = this.steps.reduce((sum, count) => sum + count, 0)
    this.progress ??= new Progress({ unit: 'steps', total, start: done })
    const running = statuses.filter(({ state }) => state === 'active').map(inHand)
    this.progress.update(done, `${workers === 1 ? '1 worker' : `${workers} workers`}: ${running.join(', ') || 'idle'}`)
  }

  outcome(outcome: TrialOutcome): void {
    this.note(`${nameOf(outcome.trial)}: ${describeOutcome(outcome)}`)
  }

  /** Prints a sentence on a separate line. */
  note(text: string): void {
    this.progress?.finish()
    process.stderr.write(`${text}\n`)
  }

  finish(): void {
    this.progress?.finish()
  }

  private noteChange(status: TrialStatus): void {
    const { trial, state, worker, failures, reason } = status
    const before = this.known.get(trial)
    this.known.set(trial, status)
    if (state === 'active' && worker && worker !== before?.worker) this.note(`${nameOf(trial)}: started by ${worker}`)
    const again = state !== 'failed' && state !== 'completed' && failures > (before?.failures ?? 0)
    if (again) this.note(`${nameOf(trial)}: failed ${failures} times, started again: ${reason}`)
  }

  private stepsDone({ state, progress }: TrialStatus, steps: number): number {
    return state === 'completed' || state === 'failed' ? steps : (progress?.step ?? 0)
  }
}

function inHand({ trial, progress }: TrialStatus): string {
  return `${nameOf(trial)} ${progress ? `${progress.step}/${progress.total}` : 'begins'}`
}

function nameOf({ name, seed }: Trial): string {
  return `${name}, seed ${seed}`
}
