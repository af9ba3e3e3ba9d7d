import { existsSync } from 'node:fs'
import { appendToFile, writeFileAtomic } from '@dfpir/core/node'
import { readTrainingLog } from './read-training-log.js'
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

/** The training log as JSON lines. A resumed run drops the entries that come after its checkpoint. */
export class TrainingLog {
  constructor(private readonly path: string) {}

  async begin(step: number): Promise<void> {
    const entries = existsSync(this.path) ? (await readTrainingLog(this.path)).entries : []
    const kept = entries.filter(entry => entry.step <= step)
    await writeFileAtomic(this.path, kept.map(toLine).join(''))
  }

  append(entry: LogEntry): Promise<void> {
    return appendToFile(this.path, toLine(entry))
  }
}

function toLine(entry: LogEntry): string {
  return `${JSON.stringify(entry)}\n`
}
