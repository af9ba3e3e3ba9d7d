import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { appendToFile, type ProgressStream, writeFileAtomic } from '@dfpir/core/node'
import { encodePicture, sideBySide } from '@dfpir/images'
import { type LogEntry, readTrainingLog } from './read-training-log.js'
import { EventFile } from './tensorboard/event-file.js'
import { type StepReport, TrainingProgress } from './training-progress.js'
import type { ValidationResult } from './validation.js'

export interface TrainingReporterOptions {
  output: string
  /** Number of finished steps, and of all steps. */
  step: number
  /** The last losses of an earlier process. */
  losses?: readonly number[]
  total: number
  /**
   * The stream for progress.
   *
   * @default stderr
   */
  stream?: ProgressStream
  /** Called with messages about events between steps. */
  onNote: (note: string) => void
}

/** Number of steps between two log lines. */
const logEvery = 10
/** Number of losses averaged for the displayed loss. */
const lossWindow = 100

/** Reports a training: a progress line, `log.jsonl`, and TensorBoard's event files. */
export class TrainingReporter {
  private readonly progress: TrainingProgress
  private readonly begun = performance.now()
  private readonly recent: number[]
  private pending: StepReport[] = []
  private logged = performance.now()

  private constructor(
    private readonly options: TrainingReporterOptions,
    private readonly log: TrainingLog,
    private readonly events: EventFile,
  ) {
    this.recent = [...(options.losses ?? [])]
    this.progress = new TrainingProgress(options)
  }

  static async open(options: TrainingReporterOptions): Promise<TrainingReporter> {
    const log = new TrainingLog(join(options.output, 'log.jsonl'))
    await log.begin(options.step)
    const events = await EventFile.open(join(options.output, 'tensorboard'), options.step + 1)
    return new TrainingReporter(options, log, events)
  }

  /** The losses of up to the last 100 steps. */
  get losses(): readonly number[] {
    return this.recent
  }

  /** Their mean; undefined before the first step. */
  get loss(): number | undefined {
    return mean(this.recent)
  }

  async step(report: StepReport): Promise<void> {
    this.recent.push(report.loss)
    if (this.recent.length > lossWindow) this.recent.shift()
    this.pending.push(report)
    this.progress.step(report, this.loss as number)
    if (report.step % logEvery === 0 || report.step === this.options.total) await this.flush()
  }

  /** Prints a sentence on a separate line. */
  note(text: string): void {
    this.progress.finish()
    this.options.onNote(text)
  }

  async validation(step: number, { tasks, psnr, examples }: ValidationResult): Promise<void> {
    this.note(`step ${step}: ${describeScores(tasks, psnr)}`)
    await this.log.append({ step, validation: { tasks, psnr } })
    const scores = Object.entries(tasks).flatMap(([task, score]) => [
      [`validation/psnr/${task}`, score.psnr] as const,
      [`validation/ssim/${task}`, score.ssim] as const,
    ])
    await this.events.scalars(step, { 'validation/psnr': psnr, ...Object.fromEntries(scores) })
    for (const [task, [input, restored, target]] of Object.entries(examples)) {
      const strip = sideBySide([input, restored, target])
      const encodedImageString = await encodePicture(strip, 'png')
      const { width, height } = strip
      await this.events.image(step, `examples/${task}`, { width, height, colorspace: 3, encodedImageString })
    }
  }

  /** Ends the line, so that the next output starts on a new line. */
  finish(): void {
    this.progress.finish()
  }

  private async flush(): Promise<void> {
    const now = performance.now()
    const seconds = (now - this.logged) / 1000
    const last = this.pending[this.pending.length - 1]
    const sum = (pick: (report: StepReport) => number) => this.pending.reduce((total, each) => total + pick(each), 0)
    const norms = this.pending.flatMap(({ gradientNorm }) => (gradientNorm === undefined ? [] : [gradientNorm]))
    const loss = sum(report => report.loss) / this.pending.length
    const gradientNorm = mean(norms)
    const entry = {
      step: last.step,
      loss,
      learningRate: last.learningRate,
      ...(gradientNorm !== undefined && { gradientNorm }),
      imagesPerSecond: round(sum(({ images }) => images) / seconds),
      waitShare: round(sum(({ waitSeconds }) => waitSeconds) / seconds),
      rssBytes: process.memoryUsage.rss(),
      seconds: round((now - this.begun) / 1000),
    }
    await this.log.append(entry)
    await this.events.scalars(last.step, {
      'training/loss': loss,
      'training/learning_rate': last.learningRate,
      ...(gradientNorm !== undefined && { 'training/gradient_norm': gradientNorm }),
      'speed/images_per_second': entry.imagesPerSecond,
      'speed/wait_share': entry.waitShare,
      'speed/resident_bytes': entry.rssBytes,
    })
    this.pending = []
    this.logged = now
  }
}

/** Formats each task's PSNR, with that of its degraded patches in brackets. */
function describeScores(tasks: ValidationResult['tasks'], psnr: number): string {
  const each = Object.entries(tasks).map(
    ([task, score]) => `${task} ${score.psnr.toFixed(2)} (${score.input.psnr.toFixed(2)})`,
  )
  return `PSNR ${psnr.toFixed(2)} dB: ${each.join(', ')}`
}

function mean(values: readonly number[]): number | undefined {
  return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : undefined
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}

/** The training log as JSON lines. A resumed run drops the entries after its checkpoint. */
export class TrainingLog {
  constructor(private readonly path: string) {}

  async begin(step: number): Promise<void> {
    const entries = existsSync(this.path) ? (await readTrainingLog(this.path)).entries : []
    const kept = entries.filter(entry => entry.step <= step)
    await writeFileAtomic(this.path, kept.map(toLine).join(''))
  }

  append(entry: LogEntry): Promise<void> {
    return appendToFile(this.path, toLine(entry))
  }
}

function toLine(entry: LogEntry): string {
  return `${JSON.stringify(entry)}\n`
}
