import type { TrainingConfig } from './config.js'
import { prepareTraining } from './prepare-training.js'
import type { TrainOptions, TrainResult } from './train-options.js'
import { Trainer } from './trainer.js'

/**
 * Trains a network from a training file, with compiled steps on libtensorflow. The data of a step depends only on the seed
 * and its number, so a resumed run continues exactly where its checkpoint was made.
 *
 * @throws UsageError or DataError before the first step for any fault of the file, data or folders
 * @throws DataError if the loss is not a number; the last good checkpoint stays
 * @throws EnvironmentError if a checkpoint cannot be written; the last good one stays
 */
export async function train(config: TrainingConfig, options: TrainOptions = {}): Promise<TrainResult> {
  const { resume = false, onNote = () => {}, signal, stream } = options
  const training = await prepareTraining(config, { resume, onNote, signal, stream })
  await using _source = training.source
  const trainer = await Trainer.open(training, options)
  return await trainer.run()
}
