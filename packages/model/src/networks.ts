import { nearest, UsageError } from '@dfpir/core'
import {
  type Bridges,
  dfpirNetwork,
  knownNetworks,
  type NamedSpec,
  type NetworkConfig,
  type NetworkKind,
  type NetworkTraits,
} from '@dfpir/networks'

const kinds = new Map<string, NetworkKind>(knownNetworks.map(kind => [kind.name, kind]))

/** The modules that registered kinds, by the kinds' names. */
const modules = new Map<string, string>()

/**
 * Makes a kind of network known: from then on its name may be the `architecture` of training files, of stored models and
 * of everything else that takes a network's configuration in this process.
 *
 * @param module the `import.meta.url` of the module that defines the kind or imports its definition: what is stored of
 *   the network (compiled graphs, trials of a sweep) holds for the code of this module and of those that it imports
 * @throws UsageError when another kind has that name
 */
export function registerNetwork(kind: NetworkKind, module: string): void {
  if ((kinds.get(kind.name) ?? kind) !== kind) throw new UsageError(`there is a network named ${kind.name} already`)
  kinds.set(kind.name, kind)
  modules.set(kind.name, module)
}

/** The URL of the module that registered a network's kind; undefined for the kinds of this project. */
export function networkModule({ architecture = 'dfpir' }: Pick<NetworkConfig, 'architecture'>): string | undefined {
  return modules.get(architecture)
}

/** All kinds of networks, those that were made known last first. */
export function networkKinds(): NetworkKind[] {
  return [...kinds.values()].reverse()
}

/** The kind of network that a configuration is for. @throws UsageError for a name that no kind has. */
export function kindOf({ architecture = 'dfpir' }: Pick<NetworkConfig, 'architecture'>): NetworkKind {
  const kind = kinds.get(architecture)
  if (kind) return kind
  const names = [...kinds.keys()]
  const close = nearest(architecture, names)
  throw new UsageError(`there is no architecture ${architecture}; expected one of: ${names.join(', ')}`, {
    ...(close !== undefined && { hint: `Did you mean ${close}?` }),
  })
}

/**
 * Checks a configuration as it comes from JSON or YAML and fills in what is left out. Its key `architecture` says which
 * network the other keys are for: DFPIR when left out.
 *
 * @throws UsageError that lists every wrong value, and for every unknown key the nearest known one
 */
export function parseNetwork(json: unknown = {}): NetworkConfig {
  const { architecture = 'dfpir', ...keys } = Object(json) as { architecture?: unknown }
  if (json !== Object(json) || Array.isArray(json)) return dfpirNetwork.parse(json) // says what is wrong
  return kindOf({ architecture: String(architecture) }).parse(keys)
}

/** What is to be known of a network before it is made. */
export function networkTraits(config: NetworkConfig): NetworkTraits {
  return kindOf(config).traits(config)
}

/** The DGPBs of a network. @throws UsageError for one that has none */
export function networkBridges(config: NetworkConfig): Bridges {
  const bridges = kindOf(config).bridges?.(config)
  if (bridges) return bridges
  throw new UsageError(`this takes a network with DGPBs, and the network is a ${networkTraits(config).name} without`)
}

/** Every weight of a network, without allocating any. */
export function networkSpecs(config: NetworkConfig): readonly NamedSpec[] {
  return kindOf(config).specs(config)
}

/** How many numbers a network's weights have, untrained ones included. */
export function countParameters(config: NetworkConfig): number {
  return networkSpecs(config).reduce((sum, { spec }) => sum + spec.shape.reduce((size, side) => size * side, 1), 0)
}
