import { nearest, UsageError } from '@dfpir/core'
import { type RestormerConfig, restormerConfig } from '@dfpir/restormer'
import { z } from 'zod'

/** The shape of a DFPIR network; the defaults are the paper's. */
export interface DfpirConfig extends RestormerConfig {
  /** Share of the attention logits that each row keeps, in (0, 1]. 0.9 */
  readonly gamma: number
  /** What becomes of the other logits: −∞ (`exclude`, as released) or 0 (`multiply`, as printed). */
  readonly maskMode: 'exclude' | 'multiply'
  /** What happens to the channels before the cross-attention; `shuffle` is the paper's network. */
  readonly channelPerturbation: 'shuffle' | 'attention' | 'none'
  /** False leaves the cross-attention out. */
  readonly attentionPerturbation: boolean
  /** Length of a prompt's embedding. 512 */
  readonly promptSize: number
}

const whole = (least: number) => z.number().int().min(least)
const perLevel = (least: number) => z.tuple([whole(least), whole(least), whole(least), whole(least)])

const schema = z.strictObject({
  dim: whole(2).default(48),
  blocks: perLevel(0).default([4, 6, 6, 8]),
  refinement: whole(0).default(4),
  heads: perLevel(1).default([1, 2, 4, 8]),
  expansion: z.number().positive().default(2.66),
  gamma: z.number().gt(0).max(1).default(0.9),
  maskMode: z.enum(['exclude', 'multiply']).default('exclude'),
  channelPerturbation: z.enum(['shuffle', 'attention', 'none']).default('shuffle'),
  attentionPerturbation: z.boolean().default(true),
  promptSize: whole(1).default(512),
})

/**
 * Checks a configuration as it comes from JSON or YAML and fills in the paper's values.
 *
 * @throws UsageError that lists every wrong value, and for every unknown key the nearest known one.
 */
export function parseConfig(json: unknown = {}): DfpirConfig {
  const result = schema.safeParse(json)
  if (!result.success) {
    throw new UsageError(`the network's configuration is wrong: ${result.error.issues.map(describe).join('; ')}`, {
      hint: `Known keys: ${Object.keys(schema.shape).join(', ')}.`,
    })
  }
  return { ...result.data, ...restormerConfig(result.data) }
}

function describe(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'unrecognized_keys') return `${issue.path.join('.') || 'the whole'}: ${issue.message}`
  return issue.keys.map(describeKey).join('; ')
}

function describeKey(key: string): string {
  const known = nearest(key, Object.keys(schema.shape))
  return `unknown key ${key}${known === undefined ? '' : ` (did you mean ${known}?)`}`
}
