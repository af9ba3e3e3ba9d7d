import { type Checkpoint, KeyMap, toFloat32, toStateDict } from '@dfpir/checkpoints'
import { DataError, type Float32Tensor } from '@dfpir/core'
import { type DfpirConfig, dfpirKeyMap, readNetworkFile } from '@dfpir/model'
import type { PromptTable } from '@dfpir/prompts'
import type { StepState } from './training-step.js'

/** What a training begins with instead of random weights. */
export interface StartingWeights {
  readonly model: DfpirConfig
  readonly prompts: PromptTable
  /** Weights, and Adam's moments where the file has them. */
  readonly state: StepState
  /** Sentences about what was found. */
  readonly notes: readonly string[]
}

/**
 * Reads weights to fine-tune from any kind of file, with the optimizer's moments where PyTorch saved them.
 *
 * @param wanted the network that the training file asks for; that of the file when undefined. It may differ in what
 * changes no weight (γ, the mask, the prompts), which a note tells.
 * @throws DataError when the weights are not those of the network
 */
export async function readStartingWeights(path: string, wanted?: DfpirConfig): Promise<StartingWeights> {
  const { checkpoint, weights, architecture, prompts } = await readNetworkFile(path)
  const model = wanted ?? architecture.config
  if (model === undefined) {
    throw new DataError(`${path} does not hold a network that is known here`, {
      hint: `See its tensors with: dfpir inspect ${path}`,
    })
  }
  const keys = dfpirKeyMap(model)
  const state: StepState = new Map(keys.toLayers(toStateDict(weights)))
  const moments = readMoments(checkpoint, [...weights.keys()], keys)
  for (const [name, value] of moments) state.set(name, value)
  const notes = [
    `weights from ${path}`,
    moments.size > 0 ? `Adam's moments of ${moments.size / 2} weights` : 'no optimizer state: moments begin at zero',
    ...differences(model, architecture.config),
  ]
  return { model, prompts, state, notes }
}

function differences(wanted: DfpirConfig, found: DfpirConfig | undefined): string[] {
  if (found === undefined) return []
  return Object.entries(wanted).flatMap(([key, value]) => {
    const other = found[key as keyof DfpirConfig]
    return JSON.stringify(value) === JSON.stringify(other)
      ? []
      : [`${key} is ${JSON.stringify(value)} here and ${JSON.stringify(other)} in the file`]
  })
}

/**
 * Adam's moments as torch.optim saves them: `optimizer.state.<number>.exp_avg`, numbered in the order of the weights. A
 * weight without gradient has none.
 */
function readMoments({ tensors }: Checkpoint, names: readonly string[], keys: KeyMap): StepState {
  const state: StepState = new Map()
  const kinds = [
    ['exp_avg', 'adam_m'],
    ['exp_avg_sq', 'adam_v'],
  ] as const
  for (const [torch, moment] of kinds) {
    const found = new Map<string, Float32Tensor>()
    names.forEach((name, index) => {
      const entry = optimizerKeys.map(key => tensors.get(`${key}.state.${index}.${torch}`)).find(Boolean)
      if (entry) found.set(name, toFloat32(entry))
    })
    const present = new KeyMap(keys.entries.filter(({ torch: name }) => found.has(name)))
    for (const [name, value] of present.toLayers(found)) state.set(`${name}/${moment}`, value)
  }
  return state
}

/** Where training programs keep the optimizer. */
const optimizerKeys = ['optimizer', 'optimizer_state_dict', 'optimizer_states.0', 'optim']
