import { faultsError, resolvePaths, TrainingData, type TrainingEntry, type TrainingSource } from '@dfpir/datasets'
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
 * @throws UsageError or DataError that lists the faults
 */
export async function checkSweep({ root, trials, evaluate }: Sweep): Promise<number[]> {
  const configs = trials.map(({ content }) => parseTrainingConfig({ ...content, output: '.' }, root))
  const samples = new Map<string, number>()
  for (const config of configs) {
    const key = dataKey(config)
    if (!samples.has(key)) samples.set(key, await checkTraining(config))
  }
  await checkEvaluation(evaluate, root)
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
async function checkTraining({ data, validate, phases }: TrainingConfig): Promise<number> {
  const sources = await openSound(data, Math.max(...phases.map(({ patch }) => patch)), 'the training data')
  if (validate) await openSound(validate.data, validate.patch, "the validation's data")
  return sources.reduce((sum, { length, repeat }) => sum + length * repeat, 0)
}

async function checkEvaluation(options: EvaluationOptions, root: string): Promise<void> {
  await openEvaluationSets(options, root)
  const entries = (options.data ?? []).filter(({ layout }) => layout === undefined) // layouts would give the training split
  const absolute = entries.map(({ task, sigma, clean, input, target }) =>
    resolvePaths({ task, sigma, clean, input, target }, root),
  )
  if (absolute.length > 0) await openSound(absolute, smallest, 'the evaluation data')
}

async function openSound(entries: readonly TrainingEntry[], patch: number, what: string): Promise<TrainingSource[]> {
  const data = await TrainingData.open(entries)
  const faults = await data.check({ patch })
  if (faults.length > 0) throw faultsError(faults, what)
  return data.sources()
}
