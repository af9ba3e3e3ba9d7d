import {
  faultsError,
  findSharedPictures,
  requireUnshared,
  resolvePaths,
  type TaskFiles,
  TrainingData,
  type TrainingEntry,
} from '@dfpir/datasets'
import { parseTrainingConfig, planPhases, type TrainingConfig } from '@dfpir/trainer'
import { openEvaluationSets } from './evaluation-sets.js'
import type { Sweep } from './sweep.js'
import type { EvaluationOptions } from './sweep-schema.js'

/** The minimum side of pictures that SSIM can measure. */
const smallest = 7

/**
 * Checks every picture that the sweep's trainings and evaluation need, so faults appear now and not in the middle of a
 * sweep.
 *
 * @returns the number of steps of each trial, in order
 * @throws UsageError or DataError that lists the faults, such as evaluation on pictures that trials are trained on
 */
export async function checkSweep({ root, trials, evaluate }: Sweep, onNote = (_: string) => {}): Promise<number[]> {
  const configs = trials.map(({ content }) => parseTrainingConfig({ ...content, output: '.' }, root))
  const measured = await checkEvaluation(evaluate, root)
  const samples = new Map<string, number>()
  for (const config of configs) {
    const key = dataKey(config)
    if (!samples.has(key)) samples.set(key, await checkTraining(config, measured, onNote))
  }
  return configs.map(config => stepsOf(config, samples.get(dataKey(config)) as number))
}

/** The steps of a training; all epochs have the same number. */
function stepsOf({ phases, accumulate }: TrainingConfig, samples: number): number {
  return planPhases(phases, samples / accumulate).reduce((sum, { steps }) => sum + steps, 0)
}

function dataKey({ data, validate, phases }: TrainingConfig): string {
  return JSON.stringify([data, validate, Math.max(...phases.map(({ patch }) => patch))])
}

/** Returns the number of samples in an epoch. */
async function checkTraining(
  { data, validate, phases }: TrainingConfig,
  measured: readonly TaskFiles[],
  onNote: (note: string) => void,
): Promise<number> {
  const training = await openSound(data, Math.max(...phases.map(({ patch }) => patch)), 'the training data')
  const shared = await findSharedPictures(training.files(), measured, { heads: training.heads })
  requireUnshared(shared, 'the evaluation')
  const { length } = shared.originals
  if (length > 0) {
    const [{ trained, measured }] = shared.originals
    onNote(`${length} originals of measured pictures are trained on for other tasks, such as ${measured} (${trained})`)
  }
  if (validate) await openSound(validate.data, validate.patch, "the validation's data")
  return training.sources().reduce((sum, { length, repeat }) => sum + length * repeat, 0)
}

/** Returns the files that trials are evaluated on. */
async function checkEvaluation(options: EvaluationOptions, root: string): Promise<TaskFiles[]> {
  const sets = await openEvaluationSets(options, root)
  const entries = (options.data ?? []).filter(({ layout }) => layout === undefined) // layouts would give the training split
  const absolute = entries.map(({ task, sigma, clean, input, target }) =>
    resolvePaths({ task, sigma, clean, input, target }, root),
  )
  if (absolute.length > 0) await openSound(absolute, smallest, 'the evaluation data')
  return sets.flatMap(({ set }) => (set?.files ? [{ task: set.task, ...set.files }] : []))
}

async function openSound(entries: readonly TrainingEntry[], patch: number, what: string): Promise<TrainingData> {
  const data = await TrainingData.open(entries)
  const faults = await data.check({ patch })
  if (faults.length > 0) throw faultsError(faults, what)
  return data
}
