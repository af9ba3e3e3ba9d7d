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

/** The modules that registered kinds, by name of the kind. */
const modules = new Map<string, string>()

/**
 * Registers a kind of network. Its name can then be the `architecture` in training files, stored models and every other
 * configuration of a network in this process.
 *
 * @param module the `import.meta.url` of the module that defines the kind or imports its definition. Stored results of the
 *   network (compiled graphs, trials of a sweep) are valid only for the code of this module and of its imports
 * @throws UsageError if another kind has that name
 */
export function registerNetwork(kind: NetworkKind, module: string): void {
  if ((kinds.get(kind.name) ?? kind) !== kind)
    throw new UsageError(`a network named ${kind.name} is already registered`)
  kinds.set(kind.name, kind)
  modules.set(kind.name, module)
}

/** Returns the URL of the module that registered a network's kind; undefined for the kinds of this project. */
export function networkModule({ architecture = 'dfpir' }: Pick<NetworkConfig, 'architecture'>): string | undefined {
  return modules.get(architecture)
}

/** Lists all kinds of networks, the last registered first. */
export function networkKinds(): NetworkKind[] {
  return [...kinds.values()].reverse()
}

/** Returns the kind of network of a configuration. @throws UsageError for an unknown name. */
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
 * Checks a configuration from JSON or YAML and fills in defaults. Its key `architecture` names the network that the other
 * keys belong to; the default is DFPIR.
 *
 * @throws UsageError that lists every invalid value and, for every unknown key, the nearest known one
 */
export function parseNetwork(json: unknown = {}): NetworkConfig {
  const { architecture = 'dfpir', ...keys } = Object(json) as { architecture?: unknown }
  if (json !== Object(json) || Array.isArray(json)) return dfpirNetwork.parse(json) // throws an error with the reason
  return kindOf({ architecture: String(architecture) }).parse(keys)
}

/** Returns the traits of a network without creating it. */
export function networkTraits(config: NetworkConfig): NetworkTraits {
  return kindOf(config).traits(config)
}

/** Returns the DGPBs of a network. @throws UsageError for a network without DGPBs */
export function networkBridges(config: NetworkConfig): Bridges {
  const bridges = kindOf(config).bridges?.(config)
  if (bridges) return bridges
  throw new UsageError(`expected a network with DGPBs, got a ${networkTraits(config).name} without`)
}

/** Returns whether a network has DGPBs that change its features. The DGPBs of a Restormer pass them on. */
export function isPerturbed(config: NetworkConfig): boolean {
  const bridges = kindOf(config).bridges?.(config)
  if (!bridges) return false
  return bridges.config.channelPerturbation !== 'none' || bridges.config.attentionPerturbation
}

/** Lists the weights of a network without allocating them. */
export function networkSpecs(config: NetworkConfig): readonly NamedSpec[] {
  return kindOf(config).specs(config)
}

/** Counts a network's parameters, including untrained ones. */
export function countParameters(config: NetworkConfig): number {
  return networkSpecs(config).reduce((sum, { spec }) => sum + spec.shape.reduce((size, side) => size * side, 1), 0)
}
