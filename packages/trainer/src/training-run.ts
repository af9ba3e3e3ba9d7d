import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { KeyMap } from '@dfpir/checkpoints'
import { type Float32Tensor, UsageError } from '@dfpir/core'
import { dfpirKeyMap, savePretrained } from '@dfpir/model'
import type { PromptTable } from '@dfpir/prompts'
import type { StepState } from './compiled-step.js'
import type { TrainingConfig } from './config.js'
import { readTrainingState, writeTrainingState } from './training-state.js'

/** A run's place on disk and where it stands. */
export interface TrainingRun {
  /** The folder of the weights, with their config and prompts. */
  readonly checkpoint: string
  /** Steps done when the run was opened. */
  readonly step: number
  readonly loss: number
  /** Undefined for a run that begins. */
  readonly state: StepState | undefined
  /** The last step that was saved. */
  readonly savedStep: number
  save(state: StepState, step: number, loss: number): Promise<void>
}

/**
 * Opens the run in the config's output folder.
 *
 * @throws UsageError when there is a run and `resume` is false, or it is the run of another network or seed
 */
export async function openRun(config: TrainingConfig, prompts: PromptTable, resume: boolean): Promise<TrainingRun> {
  const statePath = join(config.output, 'training-state.safetensors')
  const keys = dfpirKeyMap(config.model)
  const identity = JSON.stringify({ model: config.model, seed: config.seed })
  if (!existsSync(statePath)) return new Run(config, prompts, keys, statePath, identity, 0, Number.NaN, undefined)
  if (!resume) {
    throw new UsageError(`there is a run in ${config.output} already`, {
      hint: 'Continue it with --resume, or give another output folder.',
    })
  }
  const { state, step, loss } = await readTrainingState(statePath, keys, identity)
  return new Run(config, prompts, keys, statePath, identity, step, loss, state)
}

class Run implements TrainingRun {
  savedStep: number

  constructor(
    private readonly config: TrainingConfig,
    private readonly prompts: PromptTable,
    private readonly keys: KeyMap,
    private readonly statePath: string,
    private readonly identity: string,
    readonly step: number,
    readonly loss: number,
    readonly state: StepState | undefined,
  ) {
    this.savedStep = step
  }

  get checkpoint(): string {
    return join(this.config.output, 'model')
  }

  async save(state: StepState, step: number, loss: number): Promise<void> {
    await writeTrainingState(this.statePath, this.keys, state, { step, loss, identity: this.identity })
    const weights = new Map(this.keys.entries.map(({ layer }) => [layer, state.get(layer) as Float32Tensor]))
    const stateDict = this.keys.toTorch(weights)
    await savePretrained(this.checkpoint, { config: this.config.model, stateDict, prompts: this.prompts })
    this.savedStep = step
  }
}
