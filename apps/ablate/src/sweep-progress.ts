import type { Trial, TrialOutcome } from '@dfpir/ablation'
import { Progress } from '@dfpir/core/node'

/** How far a sweep is, over all its trials: steps, their rate and the time left on one line. */
export class SweepProgress {
  private readonly progress: Progress
  private trial: Trial | undefined
  private before = 0

  /** @param total the steps of all trials that have not ended */
  constructor(total: number) {
    this.progress = new Progress({ unit: 'steps', total })
  }

  /** A trial is taken up. */
  begin(trial: Trial): void {
    this.trial = trial
    this.note('begins')
  }

  step(step: number): void {
    const { name, seed } = this.trial as Trial
    this.progress.update(this.before + step, `${name}, seed ${seed}`)
  }

  /** A sentence about the trial in hand, on a line of its own. */
  note(text: string): void {
    this.progress.finish()
    process.stderr.write(`${this.trial?.name}, seed ${this.trial?.seed}: ${text}\n`)
  }

  /** The trial in hand has ended, well or not; its steps are done. */
  end(steps: number, text: string): void {
    this.before += steps
    this.note(text)
  }

  finish(): void {
    this.progress.finish()
  }
}

/** What came of a trial, in a few words. */
export function describeOutcome({ result, error }: TrialOutcome): string {
  return result ? `PSNR ${result.psnr.toFixed(2)} dB, SSIM ${result.ssim.toFixed(4)}` : `failed: ${error?.message}`
}
