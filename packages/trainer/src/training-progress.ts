import { formatDuration, type ProgressStream, StatusLine } from '@dfpir/core/node'
import type { StepResult } from './training-step.js'

export interface StepReport extends StepResult {
  readonly step: number
  readonly learningRate: number
  /** Pictures that the step saw. */
  readonly images: number
  /** How long it took in all. */
  readonly seconds: number
  /** How much of that it waited for its pictures. */
  readonly waitSeconds: number
}

export interface TrainingProgressOptions {
  /** Steps in all. */
  total: number
  /**
   * The stream that shows it.
   *
   * @default stderr
   */
  stream?: ProgressStream
}

/** Steps that speed, time left and waiting are of: few, so that the first one, which is slow, is soon forgotten. */
const window = 30

/** The line that shows how a training goes. */
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

  /** Ends the line, so that what is printed next starts on a line of its own. */
  finish(): void {
    this.status.finish()
  }

  /** The most important first: a terminal of 80 columns shows all but the last one. */
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
