import { type Checkpoint, entryToFloat32, KeyMap, type TensorEntry } from '@dfpir/checkpoints'
import type { Float32Tensor } from '@dfpir/core'
import { type Optimizer, optimizerSlots } from '@dfpir/graph'
import type { StepState } from './step-state.js'

/** An optimizer's moments from a PyTorch checkpoint. */
export interface StartingMoments {
  readonly state: StepState
  /** Number of updates in Adam's moments; 0 if there are none. */
  readonly updates: number
  /** A sentence about the moments. */
  readonly note: string
}

/** Keys under which training programs store the optimizer, Lightning's last. */
const places = ['optimizer', 'optimizer_state_dict', 'optim', 'optimizers.0', 'optimizer_states.0']

/** The names of the moments in torch.optim, in the order of {@link optimizerSlots}. */
const torchNames = { adam: ['exp_avg', 'exp_avg_sq'], sgd: ['momentum_buffer'] } as const

/**
 * Reads the moments of an optimizer as saved by torch.optim: `optimizer.state.<number>.exp_avg`, numbered in the order of the weights. A
 * weight that never had a gradient has none. If a shape shows that the numbers belong to other weights, returns none.
 */
export function readMoments(
  checkpoint: Checkpoint,
  weights: ReadonlyMap<string, TensorEntry>,
  keys: KeyMap,
  optimizer: Optimizer['kind'],
): StartingMoments {
  const { otherTensors } = checkpoint
  const place = places.find(name => [...otherTensors.keys()].some(key => key.startsWith(`${name}.state.`)))
  if (place === undefined) return nothing('no optimizer state: moments start at zero')
  const state: StepState = new Map()
  for (const [slot, moment] of optimizerSlots[optimizer].entries()) {
    const torch = torchNames[optimizer][slot]
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
  if (optimizer === 'sgd') return sgdMoments(state)
  const updates = readUpdates(checkpoint, `${place}.state.`)
  if (state.size === 0 || updates === 0) return nothing('no moments of Adam: they start at zero')
  return { state, updates, note: `Adam's moments of ${state.size / 2} weights after ${updates} updates` }
}

function sgdMoments(state: StepState): StartingMoments {
  if (state.size === 0) return nothing('no momentum of SGD: it starts at zero')
  return { state, updates: 0, note: `SGD's momentum of ${state.size} weights` }
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
