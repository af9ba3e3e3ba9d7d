import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { KeyMap } from '@dfpir/checkpoints'
import { DataError, UsageError } from '@dfpir/core'
import { writeFileAtomic } from '@dfpir/core/node'
import { encoderKey, type NetworkConfig, networkKeyMap, savePretrained } from '@dfpir/model'
import type { PromptTable } from '@dfpir/prompts'
import type { PromptOptions } from './config-schema.js'
import { readTrainingState, type StateHeader, writeTrainingState } from './training-state.js'
import { averagedWeights, type StepState } from './training-step.js'

export interface OpenRunOptions {
  /** The folder of the run. */
  output: string
  model: NetworkConfig
  seed: number
  prompts: PromptTable
  /** What made their embeddings, as far as it is known. */
  encoder?: string
  /** What the training file says of them. */
  wording?: PromptOptions
  resume: boolean
  /** Called with a message if the newest state cannot be read and the previous one is used. */
  onNote: (note: string) => void
}

/** Where a run stands when it is saved. */
export type RunProgress = Readonly<Omit<StateHeader, 'identity'>>

/** A run's folder: the state that it goes on from, and the weights that come out of it. */
export class TrainingRun {
  private constructor(
    private readonly options: OpenRunOptions,
    private readonly keys: KeyMap,
    private readonly identity: string,
    /** What the run goes on from; undefined for one that begins. */
    readonly saved: (StateHeader & { state: StepState }) | undefined,
  ) {
    this.savedStep = saved?.step
  }

  /** The last step whose state is on the disk. */
  savedStep: number | undefined

  /**
   * Opens the run in a folder, which must be one that can be written.
   *
   * @throws UsageError when there is a run and `resume` is false, or it is the run of another network or seed
   * @throws DataError when neither its state nor the one before it can be read
   */
  static async open(options: OpenRunOptions): Promise<TrainingRun> {
    const { model, seed, output, resume, wording, encoder } = options
    const keys = networkKeyMap(model)
    const identity = JSON.stringify({ model, seed, ...(wording && { prompts: [wording.vocabulary, encoder] }) })
    const present = Object.values(statePaths(output)).some(existsSync)
    if (present && !resume) {
      throw new UsageError(`there is a run in ${output} already`, {
        hint: 'Continue it with --resume, or give another output folder.',
      })
    }
    await requireWritable(output)
    return new TrainingRun(options, keys, identity, present ? await readState(options, keys, identity) : undefined)
  }

  /** The folder of the weights, with their config and prompts: the averages, where the run keeps them. */
  get checkpoint(): string {
    return join(this.options.output, 'model')
  }

  /** The folder of the weights that were best in a validation. */
  get best(): string {
    return join(this.options.output, 'best')
  }

  /**
   * Writes the weights and then the state, so that a run whose state is there has its weights. The state that was there
   * before stays beside it.
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

/** @throws EnvironmentError when no file can be written there */
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

/** The newest state that can be read. */
async function readState({ output, onNote }: OpenRunOptions, keys: KeyMap, identity: string) {
  const { current, previous } = statePaths(output)
  try {
    return await readTrainingState(current, keys, identity)
  } catch (error) {
    if (!(error instanceof DataError) || !existsSync(previous)) throw error
    const older = await readTrainingState(previous, keys, identity)
    onNote(`${error.message}; the run goes on from step ${older.step}, which ${previous} holds`)
    return older
  }
}
