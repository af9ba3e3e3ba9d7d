import { type Checkpoint, entryToFloat32, KeyMap, type TensorEntry } from '@dfpir/checkpoints'
import type { Float32Tensor } from '@dfpir/core'
import type { StepState } from './step-state.js'

/** Adam's moments from a PyTorch checkpoint. */
export interface StartingMoments {
  readonly state: StepState
  /** Number of updates in the moments; 0 if there are none. */
  readonly updates: number
  /** A sentence about the moments. */
  readonly note: string
}

/** Keys under which training programs store the optimizer, Lightning's last. */
const places = ['optimizer', 'optimizer_state_dict', 'optim', 'optimizers.0', 'optimizer_states.0']

/** The names of the moments in torch.optim and in dfpir. */
const kinds = { exp_avg: 'adam_m', exp_avg_sq: 'adam_v' } as const

/**
 * Reads the moments as saved by torch.optim: `optimizer.state.<number>.exp_avg`, numbered in the order of the weights. A
 * weight that never had a gradient has none. If a shape shows that the numbers belong to other weights, returns none.
 */
export function readMoments(
  checkpoint: Checkpoint,
  weights: ReadonlyMap<string, TensorEntry>,
  keys: KeyMap,
): StartingMoments {
  const { otherTensors } = checkpoint
  const place = places.find(name => [...otherTensors.keys()].some(key => key.startsWith(`${name}.state.`)))
  if (place === undefined) return nothing('no optimizer state: moments start at zero')
  const state: StepState = new Map()
  for (const [torch, moment] of Object.entries(kinds)) {
    const found = new Map<string, Float32Tensor>()
    for (const [index, [name, { shape }]] of [...weights].entries()) {
      const entry = otherTensors.get(`${place}.state.${index}.${torch}`)
      if (entry === undefined) continue
      if (entry.shape.join() !== shape.join()) {
        return nothing(`the optimizer state has another order of weights (${name}): moments start at zero`)
      }
      found.set(name, entryToFloat32(entry))
    }
    const present = new KeyMap(keys.entries.filter(({ torch: name }) => found.has(name)))
    for (const [name, value] of present.toLayers(found)) state.set(`${name}/${moment}`, value)
  }
  const updates = readUpdates(checkpoint, `${place}.state.`)
  if (state.size === 0 || updates === 0) return nothing('no moments of Adam: they start at zero')
  return { state, updates, note: `Adam's moments of ${state.size / 2} weights after ${updates} updates` }
}

function nothing(note: string): StartingMoments {
  return { state: new Map(), updates: 0, note }
}

/** Returns Adam's `step`, a number or a tensor with one; the largest if weights differ. */
function readUpdates({ otherTensors, values }: Checkpoint, prefix: string): number {
  const isStep = (key: string) => key.startsWith(prefix) && key.endsWith('.step')
  const tensors = [...otherTensors].filter(([key]) => isStep(key)).map(([, entry]) => entryToFloat32(entry).data[0])
  const numbers = [...values].filter(([key]) => isStep(key)).map(([, value]) => Number(value))
  return Math.max(0, ...[...tensors, ...numbers].filter(Number.isSafeInteger))
}
