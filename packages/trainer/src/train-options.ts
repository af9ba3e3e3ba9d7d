import type { ProgressStream } from '@dfpir/core/node'

export interface TrainOptions {
  /** Continues the run in the output folder instead of refusing to touch it. */
  resume?: boolean
  /** When it aborts, the run saves its state and ends. */
  signal?: AbortSignal
  /** Called after each step with its number (from 1), its loss, and the total number of steps. */
  onStep?: (step: number, loss: number, total: number) => void
  /** Called with messages, such as where the weights come from and what is written where. */
  onNote?: (note: string) => void
  /** Where progress goes; stderr when not given. */
  stream?: ProgressStream
}

export interface TrainResult {
  /** Steps done in all, those before a resume counted in. */
  readonly steps: number
  /** Mean loss of the last 100 steps at most. */
  readonly loss: number
  /** The weights with their config and prompts, for any command's `--model`. */
  readonly checkpoint: string
  /** The weights that were best in a validation, when there was one. */
  readonly best?: string
  /** False when `signal` ended the run early. */
  readonly finished: boolean
}
