import { basename } from 'node:path'
import { DfpirError } from '@dfpir/core'
import { formatDuration } from '@dfpir/core/node'
import type { Detection } from '@dfpir/detector'
import { readStream } from '@dfpir/images'
import { type BlindChoice, chooseBlind, found } from './choose-blind.js'
import type { FailedFile } from './expand-inputs.js'
import type { Job } from './plan-outputs.js'
import type { SettledPrompt } from './read-prompt.js'
import type { LeftAloneFile, RestoredFile, RestoreFilesOptions, RestoreTools } from './restore-files.js'
import { passThrough, restoreJob, type SourcedJob } from './restore-job.js'
import type { RestoreProgress } from './restore-progress.js'
import { isAbort, printError } from './run-command.js'
import { standardStream } from './standard-streams.js'

export interface RestoreBatchOptions extends RestoreFilesOptions {
  readonly progress: RestoreProgress
  /** How many files there are. */
  readonly total: number
}

/** Restores files one after the other, shows how far it is, and keeps what became of each. */
export class RestoreBatch {
  readonly files: RestoredFile[] = []
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
    const fromStdin = job.input === standardStream
    const source = fromStdin ? await readStream(process.stdin, this.options) : undefined
    const sourced = { ...job, source }
    const choice = await this.look(sourced)
    if (choice === undefined) return this.restore(sourced, this.tools.said)
    if (choice.reason !== undefined) return this.leaveAlone(sourced, choice)
    this.progress.print(`${job.input}: ${found(choice.detection)}`)
    await this.restore(sourced, choice)
  }

  private async look({ input, source }: SourcedJob): Promise<BlindChoice | undefined> {
    const { detector, restorer } = this.tools
    const { signal, sigma } = this.options
    const detection = await detector?.detect(source ?? input, { signal })
    return detection && chooseBlind(detection, restorer.prompts, sigma)
  }

  private async restore(job: SourcedJob, said: SettledPrompt & Partial<BlindChoice>): Promise<void> {
    const { format, quality, signal } = this.options
    const { detection, tasks, task, prompt, sigma, promptConfidence } = said
    const onProgress = (done: number, total: number) => this.progress.update(done, total)
    const settings = { tasks, task, prompt, sigma, format, quality, signal, onProgress }
    const report = await restoreJob(this.tools.restorer, job, settings)
    const { input, output } = job
    const file = { input, output, ...report, ...reportOf(detection), promptConfidence }
    this.files.push(file)
    this.progress.clear()
    const stream = this.options.json || output === standardStream ? process.stderr : process.stdout
    stream.write(`${describe(file)}\n`)
  }

  private async leaveAlone(job: SourcedJob, { detection, reason = '' }: BlindChoice): Promise<void> {
    if (job.output === standardStream) await passThrough(job.source ?? job.input, this.options)
    const { condition, confidence, probabilities } = detection
    this.leftAlone.push({ input: job.input, condition, confidence, reason, probabilities })
    this.progress.print(`${job.input}: left alone, ${reason}; --task NAME restores it all the same`)
  }

  private fail({ input }: Job, error: DfpirError): void {
    this.failed.push({ input, error })
    if (this.options.total > 1) printError(error)
  }
}

/** What a file's report says of blind mode: the level of the noise is what was found. */
function reportOf(detection: Detection | undefined): Pick<RestoredFile, 'detection' | 'noise'> {
  if (detection === undefined) return {}
  const { condition, confidence, tasks, sigma } = detection
  return { detection: { condition, confidence }, ...(tasks.includes('denoise') && { noise: sigma }) }
}

function describe({ input, output, width, height, prompt, noise, tiles, seconds }: RestoredFile): string {
  const level = noise === undefined ? '' : `, noise ${noise.toFixed(1)}`
  const parts = tiles === 1 ? '' : `, ${tiles} tiles`
  return `${input} → ${output} (${width}×${height}, ${prompt}${level}${parts}, ${formatDuration(seconds)})`
}
