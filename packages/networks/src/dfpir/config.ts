import { type RestormerConfig, restormerConfig } from '@dfpir/restormer'
import { z } from 'zod'
import { type BridgeConfig, bridgeKeys } from '../shared/bridge.js'
import { checkKeys, normKey, perLevel, whole } from '../shared/check-keys.js'

/** The shape of a DFPIR network; the defaults are the paper's. */
export interface DfpirConfig extends RestormerConfig, Omit<BridgeConfig, 'heads' | 'norm'> {}

const backbone = z.strictObject({
  dim: whole(2).default(48),
  blocks: perLevel(0).default([4, 6, 6, 8]),
  refinement: whole(0).default(4),
  heads: perLevel(1).default([1, 2, 4, 8]),
  expansion: z.number().positive().default(2.66),
  stem: z.enum(['convolution', 'unshuffle']).default('convolution'),
  norm: normKey.default('with-bias'),
})

const schema = backbone.extend(bridgeKeys)

/**
 * Checks a configuration from JSON or YAML and fills in the paper's values.
 *
 * @throws UsageError that lists every invalid value and, for every unknown key, the nearest known one.
 */
export function parseConfig(json: unknown = {}): DfpirConfig {
  const config = checkKeys(schema, json)
  return { ...config, ...restormerConfig(config) }
}

/**
 * Does the same for a plain Restormer, a DFPIR without perturbations, which has no keys for DGPBs.
 *
 * @throws UsageError as {@link parseConfig}
 */
export function parseRestormer(json: unknown = {}): DfpirConfig {
  return parseConfig({ ...checkKeys(backbone, json), channelPerturbation: 'none', attentionPerturbation: false })
}

/** Returns whether a DFPIR has no perturbations and is therefore a Restormer. */
export function isRestormer({ channelPerturbation, attentionPerturbation }: DfpirConfig): boolean {
  return channelPerturbation === 'none' && !attentionPerturbation
}
