import type { TrainingConfig } from './config.js'
import { prepareTraining } from './prepare-training.js'
import type { TrainOptions, TrainResult } from './train-options.js'
import { Trainer } from './trainer.js'

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
  await using _source = training.source
  const trainer = await Trainer.open(training, options)
  return await trainer.run()
}
