import type { SerializedError } from '@dfpir/core'
import type { BatchSize } from './batch-maker.js'
import type { StepBatch } from './training-step.js'

/** A request to a worker thread. */
export interface BatchRequest {
  readonly number: number
  readonly size: BatchSize
}

/** The reply of a worker thread. */
export type BatchReply =
  | { readonly number: number; readonly batch: StepBatch }
  | { readonly number: number; readonly fault: SerializedError }

/** Returns the memory of a batch's tensors, which is transferred instead of copied. */
export function transferable({ input, target, prompt }: StepBatch): ArrayBuffer[] {
  return [input, target, prompt].map(({ data }) => data.buffer as ArrayBuffer)
}
