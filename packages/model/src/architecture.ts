import { toTorchShape } from '@dfpir/checkpoints'
import { UsageError } from '@dfpir/core'
import type { DfpirConfig } from './config.js'
import { guessConfig, type NamedShapes } from './guess-config.js'
import { networkSpecs } from './parts.js'

/** The networks that are known by the names and shapes of their weights. */
export type ArchitectureName = 'dfpir' | 'restormer' | 'unknown'

/** What the shapes of a network's weights tell. */
export interface DetectedArchitecture {
  readonly name: ArchitectureName
  /** Missing for an unknown network. A Restormer is a DFPIR without perturbations. */
  readonly config?: DfpirConfig
  /** The keys of the configuration that no shape shows: they have the paper's values. */
  readonly assumed: readonly (keyof DfpirConfig)[]
  /** Why this package cannot build the network, as far as it is known. */
  readonly mismatch?: string
}

const landmarks = ['patch_embed.proj.weight', 'encoder_level1.0.attn.temperature', 'output.weight']

/**
 * Recognises a network by the published names of its weights, in PyTorch's layout, and reads its configuration from
 * their shapes. Every name and shape is compared with what that configuration needs.
 */
export function detectArchitecture(tensors: NamedShapes): DetectedArchitecture {
  if (!landmarks.every(name => tensors.has(name))) return { name: 'unknown', assumed: [] }
  try {
    const config = guessConfig(tensors)
    const mismatch = compare(tensors, config)
    return { ...describeConfig(config), ...(mismatch && { mismatch }) }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return { name: 'unknown', assumed: [], mismatch: error.message }
  }
}

/** The name of a configuration's network, and what its weights' shapes cannot show. */
export function describeConfig(config: DfpirConfig): DetectedArchitecture {
  const plain = config.channelPerturbation === 'none' && !config.attentionPerturbation
  const assumed = config.attentionPerturbation ? (['gamma', 'maskMode'] as const) : []
  return { name: plain ? 'restormer' : 'dfpir', config, assumed }
}

/** What keeps the weights from being those of the configuration, in one line. */
function compare(tensors: NamedShapes, config: DfpirConfig): string | undefined {
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
