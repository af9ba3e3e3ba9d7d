import { basename } from 'node:path'
import { DfpirError } from '@dfpir/core'
import { formatDuration } from '@dfpir/core/node'
import { type Condition, type Detection, found } from '@dfpir/detector'
import { type ImageFormat, readStream } from '@dfpir/images'
import type { RestoredFile, RestoreOptions, Restorer, SettledPrompt } from '@dfpir/inference'
import { type FailedFile, isAbort, type Job, printError } from '@dfpir/terminal'
import { restoreJob } from './restore-job.js'
import type { RestoreProgress } from './restore-progress.js'
import { standardStream } from './standard-streams.js'

/** A restored file, as `--json` reports it. */
export interface RestoredFileReport {
  readonly input: string
  readonly output: string
  readonly width: number
  readonly height: number
  /** Reading and writing included. */
  readonly seconds: number
  readonly tiles: number
  /** The task; several are joined by + in their order, such as `denoise+lowlight`. */
  readonly task: string
  /** The name of the prompt that was used, such as `denoise-25`; several are joined likewise. */
  readonly prompt: string
  /** The noise that was found in the picture, on the scale 0 … 255; absent where it was not looked for. */
  readonly noise?: number
  /** What was found in the picture, where it was looked at. */
  readonly detection?: { readonly condition: Condition; readonly confidence: number }
  /** How sure it is that a free text means the prompt, 0 … 1. */
  readonly promptConfidence?: number
}

/** A picture that was looked at and not restored. */
export interface LeftAloneFile extends Pick<Detection, 'condition' | 'confidence' | 'probabilities'> {
  readonly input: string
  readonly reason: string
}

/** What a batch works with. */
export interface RestoreTools {
  readonly restorer: Restorer
  /** What is said of all pictures: a prompt, or the task `auto`. */
  readonly said: Omit<SettledPrompt, 'task'> & Pick<RestoreOptions, 'task'>
}

export interface RestoreBatchOptions {
  readonly progress: RestoreProgress
  /** How many files there are. */
  readonly total: number
  readonly format?: ImageFormat
  readonly quality?: number
  /** Whether stdout is kept for JSON. */
  readonly json?: boolean
  readonly signal?: AbortSignal
}

/** Restores files one after the other, shows how far it is, and keeps what became of each. */
export class RestoreBatch {
  readonly files: RestoredFileReport[] = []
  readonly leftAlone: LeftAloneFile[] = []
  readonly failed: FailedFile[] = []
  private readonly progress: RestoreProgress

  constructor(
    private readonly tools: RestoreTools,
    private readonly options: RestoreBatchOptions,
  ) {
    this.progress = options.progress
  }

  /** Returns why it ended early, if it did. @throws whatever is a defect of this program. */
  async run(jobs: readonly Job[]): Promise<unknown> {
    for (const job of jobs) {
      try {
        await this.treat(job)
      } catch (error) {
        this.progress.clear()
        if (isAbort(error)) return error
        if (!DfpirError.isInstance(error)) throw error
        this.fail(job, error)
      }
    }
    return undefined
  }

  private async treat(job: Job): Promise<void> {
    const done = this.files.length + this.leftAlone.length + this.failed.length
    this.progress.begin(done, basename(job.input))
    const source = job.input === standardStream ? await readStream(process.stdin, this.options) : undefined
    const { restorer, said } = this.tools
    const { format, quality, signal } = this.options
    const onProgress = (done: number, total: number) => this.progress.update(done, total)
    const onDetection: RestoreOptions['onDetection'] = ({ detection, reason }) => {
      if (reason === undefined) this.progress.print(`${job.input}: ${found(detection)}`)
    }
    const settings = { ...said, format, quality, signal, onProgress, onDetection }
    const report = await restoreJob(restorer, { ...job, source }, settings)
    const { detection, leftAlone } = report
    if (detection !== undefined && leftAlone !== undefined) this.leaveAlone(job, detection, leftAlone)
    else this.keep(job, report)
  }

  private keep({ input, output }: Job, report: RestoredFile): void {
    const { width, height, seconds, tiles, task, prompt, noise, detection } = report
    const { promptConfidence } = this.tools.said
    const file = {
      input,
      output,
      task,
      prompt,
      noise,
      tiles,
      width,
      height,
      seconds,
      ...shown(detection),
      promptConfidence,
    }
    this.files.push(file)
    this.progress.clear()
    const stream = this.options.json || output === standardStream ? process.stderr : process.stdout
    stream.write(`${describe(file)}\n`)
  }

  private leaveAlone({ input }: Job, { condition, confidence, probabilities }: Detection, reason: string): void {
    this.leftAlone.push({ input, condition, confidence, reason, probabilities })
    this.progress.print(`${input}: left alone, ${reason}; --task NAME restores it all the same`)
  }

  private fail({ input }: Job, error: DfpirError): void {
    this.failed.push({ input, error })
    if (this.options.total > 1) printError(error)
  }
}

/** What a file's report says of blind mode. */
function shown(detection: Detection | undefined): Pick<RestoredFileReport, 'detection'> {
  if (detection === undefined) return {}
  const { condition, confidence } = detection
  return { detection: { condition, confidence } }
}

function describe({ input, output, width, height, prompt, noise, tiles, seconds }: RestoredFileReport): string {
  const level = noise === undefined ? '' : `, noise ${noise.toFixed(1)}`
  const parts = tiles === 1 ? '' : `, ${tiles} tiles`
  return `${input} → ${output} (${width}×${height}, ${prompt}${level}${parts}, ${formatDuration(seconds)})`
}
