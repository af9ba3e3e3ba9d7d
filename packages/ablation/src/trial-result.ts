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

/** The result of a trial. */
export interface TrialResult extends PictureSimilarity {
  readonly id: string
  /** As in the trial. */
  readonly networkCode?: string
  /** The hash of the evaluation data. */
  readonly evaluation: string
  /** Means over the sets for the unrestored inputs. */
  readonly input: PictureSimilarity
  readonly sets: readonly TrialSet[]
  readonly steps: number
  /** Mean training loss of the last steps. */
  readonly loss: number
  readonly seconds: {
    /** The median step of the process that completed the training; undefined if it had no steps left. */
    readonly step?: number
    readonly evaluation: number
  }
}

const resultFile = 'result.json'

/** The folder of a trial in a sweep's folder. */
export function trialFolder(output: string, id: string): string {
  return join(output, 'trials', id)
}

/** Reads the result of a completed trial; undefined if it has not ended or was evaluated on other data. */
export async function readTrialResult(folder: string, evaluation: string): Promise<TrialResult | undefined> {
  const text = await readFile(join(folder, resultFile), 'utf8').catch(() => undefined)
  const result = text === undefined ? undefined : parseTrialResult(text)
  return result?.evaluation === evaluation ? result : undefined
}

/** Writes the result atomically and last: a trial with a result has ended. */
export async function writeTrialResult(folder: string, result: TrialResult): Promise<void> {
  await writeFileAtomic(join(folder, resultFile), `${JSON.stringify(result, null, 2)}\n`)
}

/** Parses a result from JSON, where the infinite PSNR of a perfect restoration is `null`. */
export function parseTrialResult(text: string): TrialResult {
  return JSON.parse(text, (key, value) => (key === 'psnr' && value === null ? Number.POSITIVE_INFINITY : value))
}
