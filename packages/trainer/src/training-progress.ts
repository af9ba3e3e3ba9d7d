import { formatDuration, type ProgressStream, StatusLine } from '@dfpir/core/node'
import type { StepResult } from './step-state.js'

export interface StepReport extends StepResult {
  readonly step: number
  readonly learningRate: number
  /** Number of pictures in the step. */
  readonly images: number
  /** Total duration in seconds. */
  readonly seconds: number
  /** Part of the duration spent waiting for pictures, in seconds. */
  readonly waitSeconds: number
}

export interface TrainingProgressOptions {
  /** Total number of steps. */
  total: number
  /**
   * The stream for the progress line.
   *
   * @default stderr
   */
  stream?: ProgressStream
}

/** Number of steps averaged for speed, remaining time and waiting: few, so that the slow first step soon drops out. */
const window = 30

/** The progress line of a training. */
export class TrainingProgress {
  private readonly status: StatusLine
  private recent: StepReport[] = []

  constructor(private readonly options: TrainingProgressOptions) {
    this.status = new StatusLine(options)
  }

  /** @param loss the mean of the last steps */
  step(report: StepReport, loss: number): void {
    this.recent = [...this.recent, report].slice(-window)
    this.status.show(() => this.parts(report, loss), report.step === this.options.total)
  }

  /** Ends the line, so that the next output starts on a new line. */
  finish(): void {
    this.status.finish()
  }

  /** The most important parts first: a terminal of 80 columns shows all but the last one. */
  private parts({ step, learningRate }: StepReport, loss: number): string[] {
    const { total } = this.options
    const sum = (pick: (report: StepReport) => number) => this.recent.reduce((all, report) => all + pick(report), 0)
    const seconds = sum(report => report.seconds)
    return [
      `${step}/${total}`,
      `loss ${loss.toFixed(4)}`,
      `${(sum(({ images }) => images) / seconds).toFixed(1)} img/s`,
      `${formatDuration(((total - step) * seconds) / this.recent.length)} left`,
      `wait ${((100 * sum(({ waitSeconds }) => waitSeconds)) / seconds).toFixed(0)} %`,
      `${(process.memoryUsage.rss() / 2 ** 30).toFixed(1)} GiB`,
      `rate ${learningRate.toExponential(1)}`,
    ]
  }
}
