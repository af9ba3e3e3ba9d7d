import { toStateDict } from '@dfpir/checkpoints'
import { DataError } from '@dfpir/core'
import type { Optimizer } from '@dfpir/graph'
import { addedBlocks, encoderKey, type NetworkConfig, networkKeyMap, readNetworkFile } from '@dfpir/model'
import type { PromptTable } from '@dfpir/prompts'
import { readMoments } from './starting-moments.js'
import type { StepState } from './step-state.js'

/** The start of a training from existing weights. */
export interface StartingWeights {
  readonly model: NetworkConfig
  readonly prompts: PromptTable
  /** Source of their embeddings, if the file records it. */
  readonly encoder?: string
  /** Weights, and the optimizer's moments if the file has them. */
  readonly state: StepState
  /** Number of updates in Adam's moments, from which their bias corrections continue; 0 if there are none. */
  readonly updates: number
  /** Sentences about the weights. */
  readonly notes: readonly string[]
}

/**
 * Reads weights to fine-tune from any supported file, with the optimizer's moments if PyTorch saved them.
 *
 * @param wanted the network in the training file; by default that of the weights. It may differ in keys that change no
 * weight (γ, the mask, the prompts), and a DFPIR or a NAFNet may have more blocks, which initially pass their features
 * on. Notes report the differences.
 * @param optimizer the optimizer whose moments are read
 * @throws DataError if the weights do not fit the network
 */
export async function readStartingWeights(
  path: string,
  wanted?: NetworkConfig,
  optimizer: Optimizer['kind'] = 'adam',
): Promise<StartingWeights> {
  const { checkpoint, weights, architecture, prompts, metadata } = await readNetworkFile(path)
  const model = wanted ?? architecture.config
  if (model === undefined) {
    throw new DataError(`${path} does not contain a known network`, {
      hint: `List its tensors with: dfpir inspect ${path}`,
    })
  }
  const keys = networkKeyMap(model)
  const added = architecture.config ? addedBlocks(architecture.config, model) : []
  const state: StepState = new Map(keys.toLayers(new Map([...toStateDict(weights), ...added])))
  const moments = readMoments(checkpoint, weights, keys, optimizer)
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
