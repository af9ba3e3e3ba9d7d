import type { SerializedError } from '@dfpir/core'
import type { TrialTask } from './run-trial.js'
import type { TrialResult } from './trial-result.js'

/** A message to the process of a trial. */
export type TrialRequest = { readonly kind: 'run'; readonly task: TrialTask } | { readonly kind: 'stop' }

/** A message from the process of a trial. */
export type TrialReply =
  | { readonly kind: 'step'; readonly step: number; readonly total: number }
  | { readonly kind: 'note'; readonly note: string }
  | { readonly kind: 'done'; readonly result: TrialResult }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly fault: SerializedError }
