import { toTorchShape } from '@dfpir/checkpoints'
import { UsageError } from '@dfpir/core'
import type { NamedShapes, NetworkConfig } from '@dfpir/networks'
import { kindOf, networkKinds, networkSpecs, networkTraits, sharedNames } from './networks.js'

/** The architecture derived from the shapes of a network's weights. */
export interface DetectedArchitecture {
  /** `dfpir`, `restormer`, the name of another known kind, or `unknown`. */
  readonly name: string
  /** Missing for an unknown network. A Restormer is a DFPIR without perturbations. */
  readonly config?: NetworkConfig
  /** The configuration keys that cannot be derived from shapes and have the paper's values. */
  readonly assumed: readonly string[]
  /** Why this package cannot build the network, if known. */
  readonly mismatch?: string
}

/**
 * Recognises a network by the published names of its weights, in PyTorch's layout, and derives its configuration from
 * their shapes. Compares every name and shape with the requirements of that configuration. Ignores weights that are known
 * to be unused.
 */
export function detectArchitecture(tensors: NamedShapes): DetectedArchitecture {
  const kind = networkKinds().find(({ recognition }) => recognition?.landmarks.every(name => tensors.has(name)))
  if (kind?.recognition === undefined) return { name: 'unknown', assumed: [] }
  try {
    const config = kind.recognition.guess(tensors)
    const mismatch = compare(withoutUnused(tensors, config), config)
    return { ...describeConfig(config), ...(mismatch && { mismatch }) }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return { name: 'unknown', assumed: [], mismatch: error.message }
  }
}

/** Returns the name of a configuration's network, and the keys that cannot be derived from its weights' shapes. */
export function describeConfig(config: NetworkConfig): DetectedArchitecture {
  const assumed = kindOf(config).recognition?.assumed?.(config) ?? []
  return { name: networkTraits(config).name, config, assumed }
}

/** Returns the weights that a network uses, each under one name. */
export function withoutUnused<T>(tensors: ReadonlyMap<string, T>, config: NetworkConfig): ReadonlyMap<string, T> {
  const { unused = [] } = kindOf(config).recognition ?? {}
  const isUnused = (name: string) => (unused instanceof RegExp ? unused.test(name) : unused.includes(name))
  const shared = sharedNames(config)
  return new Map([...tensors].filter(([name]) => !isUnused(name) && !shared.has(name)))
}

/** Describes in one line why the weights do not fit the configuration. */
function compare(tensors: NamedShapes, config: NetworkConfig): string | undefined {
  const expected = new Map(
    networkSpecs(config).map(({ torch, spec }) => [torch, toTorchShape(spec.layout, spec.shape)]),
  )
  const missing = [...expected.keys()].filter(name => !tensors.has(name))
  const unknown = [...tensors.keys()].filter(name => !expected.has(name))
  const misshapen = [...expected].filter(([name, shape]) => {
    return tensors.has(name) && String(tensors.get(name)!.shape) !== String(shape)
  })
  const parts = [
    ...describe(missing, 'are missing'),
    ...describe(unknown, 'do not belong to it'),
    ...describe(
      misshapen.map(([name]) => name),
      'have a different shape',
    ),
  ]
  return parts.length > 0 ? parts.join('; ') : undefined
}

function describe(names: readonly string[], what: string): string[] {
  if (names.length === 0) return []
  return [`${names.length} weights ${what} (${names.slice(0, 3).join(', ')}${names.length > 3 ? ', …' : ''})`]
}
