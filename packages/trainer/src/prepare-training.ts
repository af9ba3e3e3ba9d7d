import { UsageError } from '@dfpir/core'
import { type Optimizer, optimizerSlots } from '@dfpir/graph'
import { type NetworkConfig, networkTraits, parseNetwork } from '@dfpir/model'
import type { PromptTable } from '@dfpir/prompts'
import { BatchSource } from './batch-source.js'
import { checkSizes } from './check-sizes.js'
import type { TrainingConfig } from './config.js'
import { trainedWeights } from './freeze.js'
import { type CheckDataOptions, openCheckedData } from './open-checked-data.js'
import { type PhasePlan, planPhases } from './schedule.js'
import { readStartingWeights } from './starting-weights.js'
import type { StepState } from './step-state.js'
import { trainingPrompts } from './training-prompts.js'
import { TrainingRun } from './training-run.js'
import { ValidationSet } from './validation.js'

/** A training that is ready to start or continue. Its file, data and folders have been checked. */
export interface PreparedTraining {
  readonly config: TrainingConfig
  readonly model: NetworkConfig
  readonly prompts: PromptTable
  readonly isTrained: (name: string) => boolean
  readonly source: BatchSource
  readonly plan: readonly PhasePlan[]
  readonly validation: ValidationSet | undefined
  readonly run: TrainingRun
  /** Starting weights; undefined for the network's initial weights. */
  readonly start: StepState | undefined
  /** Number of updates already in its moments. */
  readonly earlierUpdates: number
}

export interface PrepareOptions extends CheckDataOptions {
  resume: boolean
  /** Called with messages before the first step. */
  onNote: (note: string) => void
}

/** @throws UsageError or DataError for anything that would prevent the training from finishing */
export async function prepareTraining(config: TrainingConfig, options: PrepareOptions): Promise<PreparedTraining> {
  const { data, seed, output, accumulate, validate } = config
  const optimizer = config.optimizer === 'sgd' ? 'sgd' : 'adam'
  const from = config.from === undefined ? undefined : await readStartingWeights(config.from, config.model, optimizer)
  const model = from?.model ?? config.model ?? parseNetwork()
  const isTrained = trainedWeights(model, config.freeze)
  checkSizes(config, model)
  const opened = await openCheckedData(config, options)
  const { prompts, encoder, note } = await trainingPrompts([...data, ...(validate?.data ?? [])], {
    ...{ size: networkTraits(model).promptSize, options: config.prompts, known: from },
    ...{ signal: options.signal, stream: options.stream },
  })
  const { batches, mixup, cutmix } = config
  const batchOptions = { data, seed, prompts, batches, mixup, cutmix }
  const source = new BatchSource(opened.training.sources(), batchOptions, config.workers)
  try {
    const plan = planPhases(config.phases, source.samplesPerEpoch / accumulate)
    const drawnFrom = opened.validation?.sources()
    const validation = validate && drawnFrom && (await ValidationSet.draw(drawnFrom, validate, { seed, prompts }))
    const run = await TrainingRun.open({ output, model, seed, prompts, encoder, wording: config.prompts, ...options })
    if (run.saved) checkMoments(run.saved.state, optimizer, output)
    const notes = [...(from?.notes ?? []), ...(note ? [note] : [])]
    if (!run.saved) notes.forEach(options.onNote)
    const earlierUpdates = run.saved?.earlierUpdates ?? from?.updates ?? 0
    const start = from?.state
    return { config, model, prompts, isTrained, source, plan, validation, run, start, earlierUpdates }
  } catch (error) {
    await source.dispose()
    throw error
  }
}

/** @throws UsageError if a run to resume was trained with another optimizer, whose moments this one cannot continue */
function checkMoments(state: StepState, optimizer: Optimizer['kind'], output: string): void {
  const other = optimizer === 'sgd' ? 'adam' : 'sgd'
  const [moment] = optimizerSlots[other]
  if (![...state.keys()].some(name => name.endsWith(`/${moment}`))) return
  throw new UsageError(`the run in ${output} was trained with ${other}, but the training file has ${optimizer}`, {
    hint: 'Resume with the original optimizer, or start a new run from its weights with the key from.',
  })
}
