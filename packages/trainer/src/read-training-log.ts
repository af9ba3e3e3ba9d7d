import { readFile, stat } from 'node:fs/promises'
import { DataError } from '@dfpir/core'
import { readFailure } from '@dfpir/core/node'
import { z } from 'zod'
import { measured } from './measured.js'
import type { ValidationResult } from './validation.js'

/** A line of `log.jsonl`: the progress since the previous line, or the result of a validation. */
export type LogEntry = StepEntry | ValidationEntry

export interface StepEntry {
  /** 1 for the first step. */
  readonly step: number
  /** Mean loss since the previous entry. */
  readonly loss: number
  readonly learningRate: number
  /** Mean norm over all gradients before clipping, if they are clipped. */
  readonly gradientNorm?: number
  readonly imagesPerSecond: number
  /** Share of the time that steps waited for their batches. */
  readonly waitShare: number
  /** Resident memory of the process. */
  readonly rssBytes: number
  /** Wall-clock seconds since this process started training. */
  readonly seconds: number
}

export interface ValidationEntry {
  readonly step: number
  readonly validation: Pick<ValidationResult, 'tasks' | 'psnr'>
}

/** Maximum size of a log, which takes about 20 bytes per step. */
const largestBytes = 2 ** 28

const similarity = { psnr: measured, ssim: z.number() }

const stepEntry = z.looseObject({
  step: z.int().positive(),
  loss: z.number(),
  learningRate: z.number(),
  gradientNorm: measured.optional(),
  imagesPerSecond: z.number(),
  waitShare: z.number(),
  rssBytes: z.number(),
  seconds: z.number(),
})

const validationEntry = z.looseObject({
  step: z.int().positive(),
  validation: z.looseObject({
    tasks: z.record(z.string(), z.looseObject({ ...similarity, input: z.looseObject(similarity) })),
    psnr: measured,
  }),
})

const logEntry = z.union([stepEntry, validationEntry])

/** The content of `log.jsonl`. */
export interface TrainingLogContent {
  readonly entries: readonly LogEntry[]
  /** Number of invalid lines; the last line of a killed run may be truncated. */
  readonly damaged: number
}

/**
 * Reads the log of a training. Counts and skips invalid lines.
 *
 * @throws DataError if the file cannot be read or is too large for a log
 */
export async function readTrainingLog(path: string): Promise<TrainingLogContent> {
  const text = await readText(path)
  const lines = text.split('\n').filter(line => line.trim() !== '')
  const entries = lines.flatMap(parseLine)
  return { entries, damaged: lines.length - entries.length }
}

async function readText(path: string): Promise<string> {
  try {
    const { size } = await stat(path)
    if (size > largestBytes) {
      throw new DataError(`${path} is not the log of a training: it has ${size} bytes, more than ${largestBytes}`)
    }
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw cause instanceof DataError ? cause : readFailure(path, cause)
  }
}

function parseLine(line: string): LogEntry[] {
  try {
    const { success, data } = logEntry.safeParse(JSON.parse(line))
    return success ? [data as LogEntry] : []
  } catch {
    return []
  }
}
