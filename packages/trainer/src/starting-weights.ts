import { toStateDict } from '@dfpir/checkpoints'
import { DataError } from '@dfpir/core'
import { addedBlocks, encoderKey, type NetworkConfig, networkKeyMap, readNetworkFile } from '@dfpir/model'
import type { PromptTable } from '@dfpir/prompts'
import { readMoments } from './starting-moments.js'
import type { StepState } from './training-step.js'

/** What a training begins with instead of random weights. */
export interface StartingWeights {
  readonly model: NetworkConfig
  readonly prompts: PromptTable
  /** What made their embeddings, as far as the file says. */
  readonly encoder?: string
  /** Weights, and Adam's moments where the file has them. */
  readonly state: StepState
  /** How many updates made those moments, from which the corrections of their bias go on; 0 where there are none. */
  readonly updates: number
  /** Sentences about what was found. */
  readonly notes: readonly string[]
}

/**
 * Reads weights to fine-tune from any kind of file, with the optimizer's moments where PyTorch saved them.
 *
 * @param wanted the network that the training file asks for; that of the file when undefined. It may differ in what
 * changes no weight (γ, the mask, the prompts), and a DFPIR or a NAFNet may have more blocks, which begin by passing their features
 * on; notes tell.
 * @throws DataError when the weights are not those of the network
 */
export async function readStartingWeights(path: string, wanted?: NetworkConfig): Promise<StartingWeights> {
  const { checkpoint, weights, architecture, prompts, metadata } = await readNetworkFile(path)
  const model = wanted ?? architecture.config
  if (model === undefined) {
    throw new DataError(`${path} does not hold a network that is known here`, {
      hint: `See its tensors with: dfpir inspect ${path}`,
    })
  }
  const keys = networkKeyMap(model)
  const added = architecture.config ? addedBlocks(architecture.config, model) : []
  const state: StepState = new Map(keys.toLayers(new Map([...toStateDict(weights), ...added])))
  const moments = readMoments(checkpoint, weights, keys)
  for (const [name, value] of moments.state) state.set(name, value)
  const notes = [`weights from ${path}`, moments.note, ...differences(model, architecture.config)]
  const encoder = metadata[encoderKey]
  return { model, prompts, encoder, state, updates: moments.updates, notes }
}

function differences(wanted: NetworkConfig, found: NetworkConfig | undefined): string[] {
  if (found === undefined) return []
  const others: Readonly<Record<string, unknown>> = { ...found }
  return Object.entries(wanted).flatMap(([key, value]) => {
    const other = others[key]
    return JSON.stringify(value) === JSON.stringify(other)
      ? []
      : [`${key} is ${JSON.stringify(value)} here and ${JSON.stringify(other)} in the file`]
  })
}
