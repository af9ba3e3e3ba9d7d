import { basename } from 'node:path'
import { DfpirError } from '@dfpir/core'
import { formatDuration } from '@dfpir/core/node'
import { type BlindChoice, chooseBlind, found } from '@dfpir/detector'
import { readStream } from '@dfpir/images'
import { type FailedFile, isAbort, type Job, printError } from '@dfpir/terminal'
import type { SettledPrompt } from './read-prompt.js'
import type { LeftAloneFile, RestoredFile, RestoreFilesOptions, RestoreTools } from './restore-files.js'
import { passThrough, restoreJob, type SourcedJob } from './restore-job.js'
import { RestoreProgress } from './restore-progress.js'
import { standardStream } from './standard-streams.js'

/** Restores files one after the other, shows how far it is, and keeps what became of each. */
export class RestoreBatch {
  readonly files: RestoredFile[] = []
  readonly leftAlone: LeftAloneFile[] = []
  readonly failed: FailedFile[] = []
  private readonly progress: RestoreProgress

  constructor(
    private readonly tools: RestoreTools,
    private readonly total: number,
    private readonly options: RestoreFilesOptions,
  ) {
    this.progress = new RestoreProgress({ total })
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
    this.tell(`${job.input}: ${found(choice.detection)}`)
    await this.restore(sourced, choice, choice)
  }

  private async look({ input, source }: SourcedJob): Promise<BlindChoice | undefined> {
    const { detector, restorer } = this.tools
    const { signal, sigma } = this.options
    const detection = await detector?.detect(source ?? input, { signal })
    return detection && chooseBlind(detection, restorer.prompts, sigma)
  }

  private async restore(job: SourcedJob, said: SettledPrompt, choice?: BlindChoice): Promise<void> {
    const { format, quality, signal } = this.options
    const { task, prompt, sigma, promptConfidence } = said
    const onProgress = (done: number, total: number) => this.progress.update(done, total)
    const settings = { task, prompt, sigma, format, quality, signal, onProgress }
    const report = await restoreJob(this.tools.restorer, job, settings)
    const { input, output } = job
    const file = { input, output, ...report, ...reportOf(choice), promptConfidence }
    this.files.push(file)
    this.progress.clear()
    const stream = this.options.json || output === standardStream ? process.stderr : process.stdout
    stream.write(`${describe(file)}\n`)
  }

  private async leaveAlone(job: SourcedJob, { detection, reason = '' }: BlindChoice): Promise<void> {
    if (job.output === standardStream) await passThrough(job.source ?? job.input, this.options)
    const { condition, confidence, probabilities } = detection
    this.leftAlone.push({ input: job.input, condition, confidence, reason, probabilities })
    this.tell(`${job.input}: left alone, ${reason}; --task NAME restores it all the same`)
  }

  private fail({ input }: Job, error: DfpirError): void {
    this.failed.push({ input, error })
    if (this.total > 1) printError(error)
  }

  private tell(line: string): void {
    this.progress.clear()
    process.stderr.write(`${line}\n`)
  }
}

/** What a file's report says of blind mode: the level of the noise is what was found. */
function reportOf(choice: BlindChoice | undefined): Pick<RestoredFile, 'detection' | 'noise'> {
  if (choice === undefined) return {}
  const { condition, confidence, sigma } = choice.detection
  return { detection: { condition, confidence }, ...(condition === 'denoise' && { noise: sigma }) }
}

function describe({ input, output, width, height, prompt, noise, tiles, seconds }: RestoredFile): string {
  const level = noise === undefined ? '' : `, noise ${noise.toFixed(1)}`
  const parts = tiles === 1 ? '' : `, ${tiles} tiles`
  return `${input} → ${output} (${width}×${height}, ${prompt}${level}${parts}, ${formatDuration(seconds)})`
}
