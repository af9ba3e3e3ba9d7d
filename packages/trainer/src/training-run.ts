import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { KeyMap } from '@dfpir/checkpoints'
import { DataError, UsageError } from '@dfpir/core'
import { writeFileAtomic } from '@dfpir/core/node'
import { encoderKey, type NetworkConfig, networkKeyMap, savePretrained } from '@dfpir/model'
import type { PromptTable } from '@dfpir/prompts'
import type { PromptOptions } from './config-schema.js'
import type { StepState } from './step-state.js'
import { readTrainingState, type StateHeader, writeTrainingState } from './training-state.js'
import { averagedWeights } from './training-step.js'

export interface OpenRunOptions {
  /** The folder of the run. */
  output: string
  model: NetworkConfig
  seed: number
  prompts: PromptTable
  /** Source of their embeddings, if known. */
  encoder?: string
  /** The prompt options in the training file. */
  wording?: PromptOptions
  resume: boolean
  /** Called with a message if the newest state cannot be read and the previous one is used. */
  onNote: (note: string) => void
}

/** The progress of a run when it is saved. */
export type RunProgress = Readonly<Omit<StateHeader, 'identity'>>

/** The folder of a run, with the state to continue from and the resulting weights. */
export class TrainingRun {
  private constructor(
    private readonly options: OpenRunOptions,
    private readonly keys: KeyMap,
    private readonly identity: string,
    /** The state to continue from; undefined for a new run. */
    readonly saved: (StateHeader & { state: StepState }) | undefined,
  ) {
    this.savedStep = saved?.step
  }

  /** The last step whose state is on disk. */
  savedStep: number | undefined

  /**
   * Opens the run in a folder, which must be writable.
   *
   * @throws UsageError if there is a run and `resume` is false, or if it has another network or seed
   * @throws DataError if neither its latest state nor the previous one can be read
   */
  static async open(options: OpenRunOptions): Promise<TrainingRun> {
    const { model, seed, output, resume, wording, encoder } = options
    const keys = networkKeyMap(model)
    const identity = JSON.stringify({ model, seed, ...(wording && { prompts: [wording.vocabulary, encoder] }) })
    const present = Object.values(statePaths(output)).some(existsSync)
    if (present && !resume) {
      throw new UsageError(`${output} already contains a run`, {
        hint: 'Continue it with --resume, or choose another output folder.',
      })
    }
    await requireWritable(output)
    return new TrainingRun(options, keys, identity, present ? await readState(options, keys, identity) : undefined)
  }

  /** The folder of the weights with their config and prompts. If the run keeps averages, these are the weights. */
  get checkpoint(): string {
    return join(this.options.output, 'model')
  }

  /** The folder of the weights with the best validation. */
  get best(): string {
    return join(this.options.output, 'best')
  }

  /**
   * Writes the weights and then the state, so that a run with a state always has its weights. The previous state stays
   * beside it.
   */
  async save(state: StepState, progress: RunProgress): Promise<void> {
    await this.saveModel(this.checkpoint, state, progress)
    const { current, previous } = statePaths(this.options.output)
    const info = { ...progress, identity: this.identity }
    await writeTrainingState(current, this.keys, state, info, { keepAs: previous })
    this.savedStep = progress.step
  }

  /** Writes the weights as the best ones. */
  async saveBest(state: StepState, progress: RunProgress): Promise<void> {
    await this.saveModel(this.best, state, progress)
  }

  private async saveModel(folder: string, state: StepState, { step }: RunProgress): Promise<void> {
    const { model, prompts, encoder } = this.options
    const stateDict = this.keys.toTorch(averagedWeights(state))
    const metadata = { step: String(step), ...(encoder !== undefined && { [encoderKey]: encoder }) }
    await savePretrained(folder, { config: model, stateDict, prompts, metadata })
  }
}

/** @throws EnvironmentError if files cannot be written there */
async function requireWritable(folder: string): Promise<void> {
  const probe = join(folder, '.writable')
  await writeFileAtomic(probe, '')
  await rm(probe)
}

function statePaths(output: string) {
  return {
    current: join(output, 'training-state.safetensors'),
    previous: join(output, 'training-state.previous.safetensors'),
  }
}

/** Reads the newest readable state. */
async function readState({ output, onNote }: OpenRunOptions, keys: KeyMap, identity: string) {
  const { current, previous } = statePaths(output)
  try {
    return await readTrainingState(current, keys, identity)
  } catch (error) {
    if (!(error instanceof DataError) || !existsSync(previous)) throw error
    const older = await readTrainingState(previous, keys, identity)
    onNote(`${error.message}; the run continues from step ${older.step} in ${previous}`)
    return older
  }
}
