import type { TensorEntry } from './tensor-entry.js'

/** A tensor and the keys that lead to it. */
export interface FoundTensor {
  readonly keys: readonly string[]
  readonly entry: TensorEntry
}

/** Under which keys training programs keep a network's weights, the ones to use first. */
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

/** What wrappers around a network put before every name: data parallelism and compilation. */
const wrappers = ['module.', '_orig_mod.']

/**
 * Parts the tensors of a file into those of the network, by name, and all others, by path. The network is looked for
 * from the outermost dict on: first below the keys that training programs use (averaged weights before those of the
 * last step), then below the only key that leads to tensors. In the dict that is found, its own tensors are the network;
 * where it has none, all below it are. A wrapper's prefix that every name has is removed.
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

/** A tensor with the keys that lead to it from where the network is looked for. */
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
