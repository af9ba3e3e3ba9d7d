import { type Checkpoint, entryToFloat32, KeyMap, type TensorEntry } from '@dfpir/checkpoints'
import type { Float32Tensor } from '@dfpir/core'
import type { StepState } from './training-step.js'

/** Adam's moments out of a PyTorch checkpoint. */
export interface StartingMoments {
  readonly state: StepState
  /** The updates that they are of; 0 when there are none. */
  readonly updates: number
  /** What was found, in a sentence. */
  readonly note: string
}

/** Where training programs keep the optimizer, Lightning's last. */
const places = ['optimizer', 'optimizer_state_dict', 'optim', 'optimizers.0', 'optimizer_states.0']

/** torch.optim's names of the moments, and those here. */
const kinds = { exp_avg: 'adam_m', exp_avg_sq: 'adam_v' } as const

/**
 * The moments as torch.optim saves them: `optimizer.state.<number>.exp_avg`, numbered in the order of the weights. A
 * weight that never got a gradient has none. Where a shape tells that the numbers are of other weights, none are taken.
 */
export function readMoments(
  checkpoint: Checkpoint,
  weights: ReadonlyMap<string, TensorEntry>,
  keys: KeyMap,
): StartingMoments {
  const { otherTensors } = checkpoint
  const place = places.find(name => [...otherTensors.keys()].some(key => key.startsWith(`${name}.state.`)))
  if (place === undefined) return nothing('no optimizer state: moments begin at zero')
  const state: StepState = new Map()
  for (const [torch, moment] of Object.entries(kinds)) {
    const found = new Map<string, Float32Tensor>()
    for (const [index, [name, { shape }]] of [...weights].entries()) {
      const entry = otherTensors.get(`${place}.state.${index}.${torch}`)
      if (entry === undefined) continue
      if (entry.shape.join() !== shape.join()) {
        return nothing(`the optimizer state is of weights in another order (${name}): moments begin at zero`)
      }
      found.set(name, entryToFloat32(entry))
    }
    const present = new KeyMap(keys.entries.filter(({ torch: name }) => found.has(name)))
    for (const [name, value] of present.toLayers(found)) state.set(`${name}/${moment}`, value)
  }
  const updates = readUpdates(checkpoint, `${place}.state.`)
  if (state.size === 0 || updates === 0) return nothing('no moments of Adam: they begin at zero')
  return { state, updates, note: `Adam's moments of ${state.size / 2} weights after ${updates} updates` }
}

function nothing(note: string): StartingMoments {
  return { state: new Map(), updates: 0, note }
}

/** Adam's `step`, a number or a tensor of one; the largest, if weights differ. */
function readUpdates({ otherTensors, values }: Checkpoint, prefix: string): number {
  const isStep = (key: string) => key.startsWith(prefix) && key.endsWith('.step')
  const tensors = [...otherTensors].filter(([key]) => isStep(key)).map(([, entry]) => entryToFloat32(entry).data[0])
  const numbers = [...values].filter(([key]) => isStep(key)).map(([, value]) => Number(value))
  return Math.max(0, ...[...tensors, ...numbers].filter(Number.isSafeInteger))
}
