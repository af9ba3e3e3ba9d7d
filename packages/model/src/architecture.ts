import { toTorchShape } from '@dfpir/checkpoints'
import { UsageError } from '@dfpir/core'
import type { NamedShapes, NetworkConfig, NetworkKind } from '@dfpir/networks'
import { kindOf, networkKinds, networkSpecs, networkTraits } from './networks.js'

/** What the shapes of a network's weights tell. */
export interface DetectedArchitecture {
  /** `dfpir`, `restormer` or the name of another kind that is known; `unknown`. */
  readonly name: string
  /** Missing for an unknown network. A Restormer is a DFPIR without perturbations. */
  readonly config?: NetworkConfig
  /** The keys of the configuration that no shape shows: they have the paper's values. */
  readonly assumed: readonly string[]
  /** Why this package cannot build the network, as far as it is known. */
  readonly mismatch?: string
}

/**
 * Recognises a network by the published names of its weights, in PyTorch's layout, and reads its configuration from
 * their shapes. Every name and shape is compared with what that configuration needs; weights that are known to be of no
 * use are passed over.
 */
export function detectArchitecture(tensors: NamedShapes): DetectedArchitecture {
  const kind = networkKinds().find(({ recognition }) => recognition?.landmarks.every(name => tensors.has(name)))
  if (kind?.recognition === undefined) return { name: 'unknown', assumed: [] }
  try {
    const config = kind.recognition.guess(tensors)
    const mismatch = compare(withoutUnused(tensors, kind), config)
    return { ...describeConfig(config), ...(mismatch && { mismatch }) }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return { name: 'unknown', assumed: [], mismatch: error.message }
  }
}

/** The name of a configuration's network, and what its weights' shapes cannot show. */
export function describeConfig(config: NetworkConfig): DetectedArchitecture {
  const assumed = kindOf(config).recognition?.assumed?.(config) ?? []
  return { name: networkTraits(config).name, config, assumed }
}

/** The weights that a kind of network reads. */
export function withoutUnused<T>(
  tensors: ReadonlyMap<string, T>,
  { recognition }: NetworkKind,
): ReadonlyMap<string, T> {
  const { unused = [] } = recognition ?? {}
  return new Map([...tensors].filter(([name]) => !unused.includes(name)))
}

/** What keeps the weights from being those of the configuration, in one line. */
function compare(tensors: NamedShapes, config: NetworkConfig): string | undefined {
  const expected = new Map(
    networkSpecs(config).map(({ torch, spec }) => [torch, toTorchShape(spec.layout, spec.shape)]),
  )
  const missing = [...expected.keys()].filter(name => !tensors.has(name))
  if (missing.length > 0 && missing.every(name => name.endsWith('.body.bias'))) {
    return 'its layer norms have no bias and keep the mean (BiasFree), which is not built here'
  }
  const unknown = [...tensors.keys()].filter(name => !expected.has(name))
  const misshapen = [...expected].filter(([name, shape]) => {
    return tensors.has(name) && String(tensors.get(name)!.shape) !== String(shape)
  })
  const parts = [
    ...describe(missing, 'are missing'),
    ...describe(unknown, 'are not part of it'),
    ...describe(
      misshapen.map(([name]) => name),
      'have another shape',
    ),
  ]
  return parts.length > 0 ? parts.join('; ') : undefined
}

function describe(names: readonly string[], what: string): string[] {
  if (names.length === 0) return []
  return [`${names.length} weights ${what} (${names.slice(0, 3).join(', ')}${names.length > 3 ? ', …' : ''})`]
}
