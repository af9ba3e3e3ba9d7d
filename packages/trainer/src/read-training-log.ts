import { readFile, stat } from 'node:fs/promises'
import { DataError } from '@dfpir/core'
import { readFailure } from '@dfpir/core/node'
import { z } from 'zod'
import { measured } from './measured.js'
import type { ValidationResult } from './validation.js'

/** One line of `log.jsonl`: how training went since the line before, or what a validation found. */
export type LogEntry = StepEntry | ValidationEntry

export interface StepEntry {
  /** 1 for the first step. */
  readonly step: number
  /** Mean loss since the entry before. */
  readonly loss: number
  readonly learningRate: number
  /** Mean common norm of the gradients before clipping, when they are clipped. */
  readonly gradientNorm?: number
  readonly imagesPerSecond: number
  /** The share of the time that steps waited for their batches. */
  readonly waitShare: number
  /** Resident memory of the process. */
  readonly rssBytes: number
  /** Wall-clock seconds since this process began to train. */
  readonly seconds: number
}

export interface ValidationEntry {
  readonly step: number
  readonly validation: Pick<ValidationResult, 'tasks' | 'psnr'>
}

/** A log is some 20 bytes per step. */
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

/** What a file `log.jsonl` holds. */
export interface TrainingLogContent {
  readonly entries: readonly LogEntry[]
  /** How many lines are no entries; the last line of a killed run may be cut. */
  readonly damaged: number
}

/**
 * Reads the log of a training. Lines that are no entries are counted and skipped.
 *
 * @throws DataError when the file cannot be read, or is larger than any log
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
      throw new DataError(`${path} is no log of a training: it has ${size} bytes, more than ${largestBytes}`)
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
