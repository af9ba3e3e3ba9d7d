import type { ProgressStream } from '@dfpir/core/node'

export interface TrainOptions {
  /** Continues the run in the output folder instead of refusing to touch it. */
  resume?: boolean
  /** When it aborts, the run saves its state and ends. */
  signal?: AbortSignal
  /** Told after each step its number (1 for the first), its loss, and how many steps there are in all. */
  onStep?: (step: number, loss: number, total: number) => void
  /** Told what is worth knowing, in sentences: where weights come from, what is written where. */
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
