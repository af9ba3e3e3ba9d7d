import { basename } from 'node:path'
import { DfpirError } from '@dfpir/core'
import { formatDuration } from '@dfpir/core/node'
import type { Restorer } from '@dfpir/inference'
import type { FailedFile } from './expand-inputs.js'
import type { Job } from './plan-outputs.js'
import type { RestoredFile, RestoreFilesOptions } from './restore-files.js'
import { restoreJob } from './restore-job.js'
import { RestoreProgress } from './restore-progress.js'
import { isAbort, printError } from './run-command.js'
import { standardStream } from './standard-streams.js'

/** Restores files one after the other, shows how far it is, and keeps what became of each. */
export class RestoreBatch {
  readonly files: RestoredFile[] = []
  readonly failed: FailedFile[] = []
  private readonly progress: RestoreProgress

  constructor(
    private readonly restorer: Restorer,
    private readonly total: number,
    private readonly options: RestoreFilesOptions,
  ) {
    this.progress = new RestoreProgress({ total })
  }

  /** Returns why it ended early, if it did. @throws whatever is a defect of this program. */
  async run(jobs: readonly Job[]): Promise<unknown> {
    for (const job of jobs) {
      try {
        await this.restore(job)
      } catch (error) {
        this.progress.clear()
        if (isAbort(error)) return error
        if (!DfpirError.isInstance(error)) throw error
        this.fail(job, error)
      }
    }
    return undefined
  }

  private async restore(job: Job): Promise<void> {
    const { task, prompt, sigma, format, quality, signal } = this.options
    this.progress.begin(this.files.length + this.failed.length, basename(job.input))
    const onProgress = (done: number, total: number) => this.progress.update(done, total)
    const report = await restoreJob(this.restorer, job, { task, prompt, sigma, format, quality, signal, onProgress })
    const file = { ...job, ...report }
    this.files.push(file)
    this.progress.clear()
    const stream = this.options.json || job.output === standardStream ? process.stderr : process.stdout
    stream.write(`${describe(file)}\n`)
  }

  private fail({ input }: Job, error: DfpirError): void {
    this.failed.push({ input, error })
    if (this.total > 1) printError(error)
  }
}

function describe({ input, output, width, height, prompt, noise, tiles, seconds }: RestoredFile): string {
  const found = noise === undefined ? '' : `, noise ${noise.toFixed(1)}`
  const parts = tiles === 1 ? '' : `, ${tiles} tiles`
  return `${input} → ${output} (${width}×${height}, ${prompt}${found}${parts}, ${formatDuration(seconds)})`
}
