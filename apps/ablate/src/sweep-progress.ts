import type { Trial, TrialOutcome } from '@dfpir/ablation'
import { Progress } from '@dfpir/core/node'

/** Shows the progress over all trials of a sweep on one line: steps, rate and remaining time. */
export class SweepProgress {
  private readonly progress: Progress
  private trial: Trial | undefined
  private before = 0

  /** @param total number of steps of all unfinished trials */
  constructor(total: number) {
    this.progress = new Progress({ unit: 'steps', total })
  }

  /** Begins a trial. */
  begin(trial: Trial): void {
    this.trial = trial
    this.note('begins')
  }

  step(step: number): void {
    const { name, seed } = this.trial as Trial
    this.progress.update(this.before + step, `${name}, seed ${seed}`)
  }

  /** Prints a sentence about the current trial on a separate line. */
  note(text: string): void {
    this.progress.finish()
    process.stderr.write(`${this.trial?.name}, seed ${this.trial?.seed}: ${text}\n`)
  }

  /** Ends the current trial, successful or not, and counts its steps. */
  end(steps: number, text: string): void {
    this.before += steps
    this.note(text)
  }

  finish(): void {
    this.progress.finish()
  }
}

/** Describes the outcome of a trial briefly. */
export function describeOutcome({ result, error }: TrialOutcome): string {
  return result ? `PSNR ${result.psnr.toFixed(2)} dB, SSIM ${result.ssim.toFixed(4)}` : `failed: ${error?.message}`
}
