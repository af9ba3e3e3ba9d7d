import type { SerializedError } from '@dfpir/core'
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
  | { readonly number: number; readonly fault: SerializedError }

/** The memory of a batch's tensors, which is handed over instead of copied. */
export function transferable({ input, target, prompt }: StepBatch): ArrayBuffer[] {
  return [input, target, prompt].map(({ data }) => data.buffer as ArrayBuffer)
}
