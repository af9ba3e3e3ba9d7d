import type { TensorEntry } from './tensor-entry.js'

/** A tensor and the keys that lead to it. */
export interface FoundTensor {
  readonly keys: readonly string[]
  readonly entry: TensorEntry
}

/** The keys under which training programs store a network's weights, in order of preference. */
const stateDictKeys = [
  'params_ema',
  'model_ema',
  'ema_state_dict',
  'state_dict_ema',
  'params',
  'state_dict',
  'model_state_dict',
  'model_state',
  'model',
  'network',
  'net',
  'net_g',
  'generator',
  'weights',
]

/** The prefixes that wrappers add to every name: data parallelism and compilation. */
const wrappers = ['module.', '_orig_mod.']

/**
 * Divides the tensors of a file into those of the network, by name, and all others, by path. The search for the network
 * starts at the outermost dict: first under the keys that training programs use (averaged weights before those of the
 * last step), then under the only key that leads to tensors. The network consists of the dict's own tensors or, if
 * there are none, of all tensors below it. A wrapper's prefix is removed if every name has it.
 */
export function partTensors(found: readonly FoundTensor[]): {
  tensors: Map<string, TensorEntry>
  otherTensors: Map<string, TensorEntry>
} {
  const network = networkOf(found.map(tensor => ({ keys: tensor.keys, tensor })))
  const inside = new Set(network.map(({ tensor }) => tensor))
  const prefix = sharedPrefix(network.map(({ keys }) => keys.join('.')))
  return {
    tensors: new Map(network.map(({ keys, tensor }) => [keys.join('.').slice(prefix.length), tensor.entry])),
    otherTensors: new Map(
      found.filter(tensor => !inside.has(tensor)).map(({ keys, entry }) => [keys.join('.'), entry]),
    ),
  }
}

/** A tensor with the keys that lead to it from the start of the search. */
interface Candidate {
  readonly keys: readonly string[]
  readonly tensor: FoundTensor
}

function networkOf(candidates: readonly Candidate[]): readonly Candidate[] {
  const nested = new Set(candidates.filter(({ keys }) => keys.length > 1).map(({ keys }) => keys[0]))
  const direct = candidates.filter(({ keys }) => keys.length === 1)
  const only = nested.size === 1 && direct.length === 0 ? [...nested] : []
  const [key] = [...stateDictKeys.filter(name => nested.has(name)), ...only]
  if (key === undefined) return direct.length > 0 ? direct : candidates
  const below = candidates.filter(({ keys }) => keys.length > 1 && keys[0] === key)
  return networkOf(below.map(({ keys, tensor }) => ({ keys: keys.slice(1), tensor })))
}

function sharedPrefix(names: readonly string[]): string {
  const wrapper = wrappers.find(prefix => names.length > 0 && names.every(name => name.startsWith(prefix)))
  return wrapper === undefined ? '' : wrapper + sharedPrefix(names.map(name => name.slice(wrapper.length)))
}
