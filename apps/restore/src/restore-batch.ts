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
  /** Duration, including reading and writing. */
  readonly seconds: number
  readonly tiles: number
  /** The task. Several are joined by + in order, such as `denoise+lowlight`. */
  readonly task: string
  /** Name of the prompt, such as `denoise-25`. Several are joined by +. */
  readonly prompt: string
  /** Estimated standard deviation of the noise, 0 to 255; absent if not estimated. */
  readonly noise?: number
  /** The detection, in blind mode. */
  readonly detection?: { readonly condition: Condition; readonly confidence: number }
  /** Confidence that a free text means the prompt, 0 to 1. */
  readonly promptConfidence?: number
}

/** A picture that blind mode did not restore. */
export interface LeftAloneFile extends Pick<Detection, 'condition' | 'confidence' | 'probabilities'> {
  readonly input: string
  readonly reason: string
}

/** Everything that a batch needs. */
export interface RestoreTools {
  readonly restorer: Restorer
  /** The request for all pictures: a prompt, or the task `auto`. */
  readonly said: Omit<SettledPrompt, 'task'> & Pick<RestoreOptions, 'task'>
}

export interface RestoreBatchOptions {
  readonly progress: RestoreProgress
  /** Number of files. */
  readonly total: number
  readonly format?: ImageFormat
  readonly quality?: number
  /** Whether stdout is reserved for JSON. */
  readonly json?: boolean
  readonly signal?: AbortSignal
}

/** Restores files one by one, shows progress, and records the result of each. */
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

  /** Returns the abort reason if the work ended early. @throws any error that is a defect of this program. */
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
    this.progress.print(`${input}: left alone, ${reason}; --task NAME restores it anyway`)
  }

  private fail({ input }: Job, error: DfpirError): void {
    this.failed.push({ input, error })
    if (this.options.total > 1) printError(error)
  }
}

/** Returns the blind-mode part of a file's report. */
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
