import type { ProgressStream } from '@dfpir/core/node'

export interface TrainOptions {
  /** Whether to continue the run in the output folder. Without it, an existing run is an error. */
  resume?: boolean
  /** Aborting it makes the run save its state and end. */
  signal?: AbortSignal
  /** Called after each step with its number (from 1), its loss, and the total number of steps. */
  onStep?: (step: number, loss: number, total: number) => void
  /** Called with messages, such as the origin of the weights and the paths of outputs. */
  onNote?: (note: string) => void
  /** The stream for progress. @default stderr */
  stream?: ProgressStream
}

export interface TrainResult {
  /** Total number of finished steps, including those before a resume. */
  readonly steps: number
  /** Mean loss of up to the last 100 steps. */
  readonly loss: number
  /** The weights with their config and prompts, for any command's `--model`. */
  readonly checkpoint: string
  /** The weights with the best validation, if there was one. */
  readonly best?: string
  /** False if `signal` ended the run early. */
  readonly finished: boolean
}
