import { DataError, DfpirError, EnvironmentError, UsageError } from '@dfpir/core'
import type { BatchSize } from './batch-maker.js'
import type { StepBatch } from './training-step.js'

/** What a worker thread is asked for. */
export interface BatchRequest {
  readonly number: number
  readonly size: BatchSize
}

/** What it answers. */
export type BatchReply =
  | { readonly number: number; readonly batch: StepBatch }
  | { readonly number: number; readonly fault: Fault }

/** An error as it passes between threads, which keep neither classes nor fields of errors. */
export interface Fault {
  readonly kind: 'UsageError' | 'DataError' | 'EnvironmentError' | 'Error'
  readonly message: string
  readonly hint?: string
}

const kinds = { UsageError, DataError, EnvironmentError }

export function toFault(error: unknown): Fault {
  const { name, message } = error instanceof Error ? error : new Error(String(error))
  const kind = Object.hasOwn(kinds, name) ? (name as keyof typeof kinds) : 'Error'
  return { kind, message, ...(error instanceof DfpirError && { hint: error.hint }) }
}

export function fromFault({ kind, message, hint }: Fault): Error {
  return kind === 'Error' ? new Error(message) : new kinds[kind](message, { hint })
}

/** The memory of a batch's tensors, which is handed over instead of copied. */
export function transferable({ input, target, prompt }: StepBatch): ArrayBuffer[] {
  return [input, target, prompt].map(({ data }) => data.buffer as ArrayBuffer)
}
