import type { ProgressStream } from '@dfpir/core/node'
import type { TrainingConfig } from './config.js'
import { prepareTraining } from './prepare-training.js'
import { Trainer } from './trainer.js'

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

/**
 * Trains a network as a training file says, by compiled steps on libtensorflow. What a step sees depends on the seed and
 * its number alone, so a resumed run goes on exactly where its checkpoint was made.
 *
 * @throws UsageError or DataError before the first step for whatever is wrong with the file, data or folders
 * @throws DataError when the loss is no number; the last good checkpoint stays
 * @throws EnvironmentError when a checkpoint cannot be written; the last good one stays
 */
export async function train(config: TrainingConfig, options: TrainOptions = {}): Promise<TrainResult> {
  const { resume = false, onNote = () => {}, signal, stream } = options
  const training = await prepareTraining(config, { resume, onNote, signal, stream })
  try {
    const trainer = await Trainer.open(training, options)
    return await trainer.run()
  } finally {
    await training.source.close()
  }
}
