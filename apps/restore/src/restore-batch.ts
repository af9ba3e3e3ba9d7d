import { basename } from 'node:path'
import { DfpirError } from '@dfpir/core'
import { formatDuration } from '@dfpir/core/node'
import type { BlindChoice, Condition, Detection, Detector } from '@dfpir/detector'
import { type ImageFormat, readStream } from '@dfpir/images'
import type { Restorer } from '@dfpir/inference'
import { type FailedFile, isAbort, type Job, printError } from '@dfpir/terminal'
import type { SettledPrompt } from './read-prompt.js'
import { passThrough, restoreJob, type SourcedJob } from './restore-job.js'
import type { RestoreProgress } from './restore-progress.js'
import { standardStream } from './standard-streams.js'

/** A restored file, as `--json` reports it. */
export interface RestoredFile {
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
  /** Looks at each picture; without one, `said` holds for all. */
  readonly detector?: Detector
  readonly said: SettledPrompt
}

export interface RestoreBatchOptions {
  readonly progress: RestoreProgress
  /** How many files there are. */
  readonly total: number
  readonly format?: ImageFormat
  readonly quality?: number
  /** The level of the noise, which counts for more than what is found. */
  readonly sigma?: number
  /** Whether stdout is kept for JSON. */
  readonly json?: boolean
  readonly signal?: AbortSignal
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
    const { restorer, detector, said } = this.tools
    if (!detector) return this.restore(sourced, said)
    const { chooseBlind, found } = await import('@dfpir/detector') // of no use where the task is told
    const { signal, sigma } = this.options
    const choice = chooseBlind(await detector.detect(source ?? job.input, { signal }), restorer.prompts, sigma)
    if (choice.reason !== undefined) return this.leaveAlone(sourced, choice)
    this.progress.print(`${job.input}: ${found(choice.detection)}`)
    await this.restore(sourced, choice)
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
