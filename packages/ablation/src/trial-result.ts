import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileAtomic } from '@dfpir/core/node'
import type { PictureSimilarity } from '@dfpir/metrics'

/** The means of a trial on one set. */
export interface TrialSet extends PictureSimilarity {
  readonly title: string
  readonly pictures: number
  readonly input: PictureSimilarity
}

/** What came out of a trial. */
export interface TrialResult extends PictureSimilarity {
  readonly id: string
  /** As in the trial. */
  readonly networkCode?: string
  /** The hash of what it was measured on. */
  readonly evaluation: string
  /** Means over sets of the pictures as they were given. */
  readonly input: PictureSimilarity
  readonly sets: readonly TrialSet[]
  readonly steps: number
  /** Mean training loss of the last steps. */
  readonly loss: number
  readonly seconds: {
    /** The median step of the process that ended the training; nothing where it had none to do. */
    readonly step?: number
    readonly evaluation: number
  }
}

const resultFile = 'result.json'

/** The folder of a trial below a sweep's. */
export function trialFolder(output: string, id: string): string {
  return join(output, 'trials', id)
}

/** What is known of a trial that has ended; nothing where it has not, or was measured on something else. */
export async function readTrialResult(folder: string, evaluation: string): Promise<TrialResult | undefined> {
  const text = await readFile(join(folder, resultFile), 'utf8').catch(() => undefined)
  const result = text === undefined ? undefined : parseTrialResult(text)
  return result?.evaluation === evaluation ? result : undefined
}

/** Written whole, and last: a trial that has it has ended. */
export async function writeTrialResult(folder: string, result: TrialResult): Promise<void> {
  await writeFileAtomic(join(folder, resultFile), `${JSON.stringify(result, null, 2)}\n`)
}

/** A result from JSON, which does not know the infinite PSNR of a perfect restoration. */
export function parseTrialResult(text: string): TrialResult {
  return JSON.parse(text, (key, value) => (key === 'psnr' && value === null ? Number.POSITIVE_INFINITY : value))
}
